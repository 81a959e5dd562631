import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Transport } from './cases.ts'

/** Source and sink, in a process of their own. */
export interface Origin {
  transport: Transport
  url: string
  /** Certificate that clients have to trust; undefined without TLS. */
  caFile: string | undefined
  /** What was stored since it was asked last. */
  takeCounts(): Promise<{ objects: number; bytes: number }>
  stop(): Promise<void>
}

/** @param home folder for a certificate */
export async function startOrigin(transport: Transport, home: string): Promise<Origin> {
  const certificate = transport === 'tls' ? makeCertificate(home) : undefined
  const files = certificate ? [certificate.certificateFile, certificate.keyFile] : []
  const program = join(import.meta.dirname, 'origin.ts')
  const child = spawn(process.execPath, [program, transport, ...files], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async () => String((await lines.next()).value)
  const port = await nextLine()
  return {
    transport,
    url: `${transport === 'tls' ? 'https' : 'http'}://127.0.0.1:${port}`,
    caFile: certificate?.certificateFile,
    async takeCounts() {
      child.stdin.write('\n')
      return JSON.parse(await nextLine())
    },
    async stop() {
      child.stdin.end()
      await once(child, 'close')
    },
  }
}

/** Whether certificates can be made here. */
export function canUseTls(): boolean {
  return spawnSync('openssl', ['version']).status === 0
}

function makeCertificate(home: string): { certificateFile: string; keyFile: string } {
  const [certificateFile, keyFile] = [join(home, 'certificate.pem'), join(home, 'key.pem')]
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    keyFile,
    '-out',
    certificateFile,
  ]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
  const made = spawnSync('openssl', ['req', '-x509', ...key, ...subject], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`openssl could not make a certificate: ${made.stderr.trim()}`)
  return { certificateFile, keyFile }
}
