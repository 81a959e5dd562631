import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { PermanentError } from '../domain/errors.ts'
import { type Checksum, type ChecksumAlgorithm, describeChecksum } from '../domain/object/checksum.ts'
import { createDigest } from '../domain/object/digest.ts'
import type { Receipt } from '../domain/receipt/receipt.ts'
import { checksumOf, verifyContent, verifyReceipt } from '../domain/receipt/verify.ts'
import { parseSalesforceId } from './arguments.ts'
import { printable } from './table.ts'
import type { CommandTools } from './tools.ts'

interface VerifyOptions {
  key: string
  content?: string
}

export function addReceipt(program: Command, tools: CommandTools): void {
  const receipt = program.command('receipt').description('the signed proof for one record')
  receipt
    .command('get')
    .description('print the receipt of a record')
    .argument('<record>', 'Salesforce id of the record', parseSalesforceId)
    .action((recordId: string) =>
      tools.withServices(async ({ reports }) =>
        tools.print(JSON.stringify(await reports.issueReceipt(recordId), null, 2)),
      ),
    )
  receipt
    .command('key')
    .description('print the public key that receipts are proven with')
    .action(() => tools.withServices(async ({ reports }) => tools.print(reports.receiptKey().publicKeyPem.trimEnd())))
  receipt
    .command('verify')
    .description('prove a receipt; needs no settings, no database and no connection')
    .argument('<file>', 'the receipt, as "doclift receipt get" or the API gave it')
    .requiredOption('--key <file>', 'the public key of the installation, PEM; see "doclift receipt key"')
    .option('--content <file>', 'also prove that this file is the one the receipt is about')
    .action((path: string, options: VerifyOptions) => verify(tools, path, options))
}

async function verify(tools: CommandTools, path: string, options: VerifyOptions): Promise<void> {
  const key = await readWhole(options.key)
  const receipt = verifyReceipt(await readWhole(path), key.toString('utf8'))
  if (options.content !== undefined) {
    verifyContent(receipt, await measure(options.content, checksumOf(receipt).algorithm))
  }
  tools.print(describe(receipt, options.content))
}

function describe({ record, object, installation, issuedAt }: Receipt, content: string | undefined): string {
  return [
    'The receipt is genuine and was not changed.',
    `Record ${record.id} (${printable(record.name)}) of org ${installation.orgId}, ${installation.environment}.`,
    `Object ${printable(object.key)}, ${object.sizeBytes} bytes, ${object.checksum ? describeChecksum(object.checksum) : 'no checksum'}.`,
    `Verified at ${object.verifiedAt}, issued at ${issuedAt}.`,
    ...(content === undefined ? [] : [describeContent(content, object.checksum)]),
  ].join('\n')
}

/** A CRC32 finds damage; another file can be made to have the same. */
function describeContent(path: string, checksum: Checksum | null): string {
  if (checksum?.algorithm !== 'crc32') return `${printable(path)} is the file of the receipt.`
  return `${printable(path)} has the size and the CRC32 of the receipt: it is not damaged. That nobody made another file with the same CRC32 is not proven.`
}

async function readWhole(path: string): Promise<Buffer> {
  return await readFile(path).catch((error: unknown) => Promise.reject(unreadable(path, error)))
}

/** Size and checksum of a file of any size. */
async function measure(path: string, algorithm: ChecksumAlgorithm): Promise<{ sizeBytes: number; checksum: Checksum }> {
  const digest = createDigest(algorithm)
  let sizeBytes = 0
  try {
    for await (const chunk of createReadStream(path)) {
      digest.update(chunk)
      sizeBytes += chunk.length
    }
  } catch (error) {
    throw unreadable(path, error)
  }
  return { sizeBytes, checksum: { algorithm, value: digest.digest().toString('hex') } }
}

function unreadable(path: string, cause: unknown): PermanentError {
  const message = `${path} cannot be read: ${(cause as Error).message}. Check its name.`
  return new PermanentError('receipt.unreadable', message, { cause })
}
