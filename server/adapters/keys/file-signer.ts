import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { FatalError } from '../../domain/errors.ts'
import { signedMessage } from '../../domain/signed-message.ts'
import type { Signer } from '../../ports/signer.ts'

/**
 * Signs with the key of a file, which is opened at the first use. Whoever finds no file makes one that only its user can
 * read. Errors of every use: FatalError `config.signing-key` when the file cannot be used.
 */
export function openFileSigner(path: string): Signer {
  let opened: Signer | undefined
  const signer = () => {
    opened ??= signerOf(parseKey(path, readText(path) ?? makeKeyFile(path)))
    return opened
  }
  return {
    get keyId() {
      return signer().keyId
    },
    get publicKeyPem() {
      return signer().publicKeyPem
    },
    sign: (purpose, content) => signer().sign(purpose, content),
    isSigned: (purpose, content, signature) => signer().isSigned(purpose, content, signature),
    deriveSecret: (name) => signer().deriveSecret(name),
  }
}

function signerOf(key: KeyObject): Signer {
  const publicKey = createPublicKey(key)
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const keyId = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
  const seed = key.export({ type: 'pkcs8', format: 'der' })
  return {
    keyId,
    publicKeyPem,
    sign: (purpose, content) => sign(null, signedMessage(purpose, content), key).toString('base64url'),
    isSigned: (purpose, content, signature) =>
      verify(null, signedMessage(purpose, content), publicKey, Buffer.from(signature, 'base64url')),
    deriveSecret: (name) => Buffer.from(hkdfSync('sha256', seed, '', `doclift ${name}`, 32)).toString('base64url'),
  }
}

function parseKey(path: string, pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // The words of the library could hold parts of the file.
  }
  throw new FatalError(
    'config.signing-key',
    `${path} must hold an Ed25519 private key, PEM. Make one, or remove the file.`,
  )
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new FatalError('config.signing-key', `${path} cannot be read.`, { cause: error })
  }
}

/** A file is made whole under another name first, so that of two processes at once both use the same key. */
function makeKeyFile(path: string): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  const mine = `${path}.${process.pid}`
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(mine, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  try {
    linkSync(mine, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(mine)
  }
  return readFileSync(path, 'utf8')
}
