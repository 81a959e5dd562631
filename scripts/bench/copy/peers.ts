import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import project from '../../../package.json' with { type: 'json' }
import type { CopyCase } from './cases.ts'
import { measureCommand, type Usage } from './measure.ts'

/** Where objects come from and go to, and who vouches for it. */
export interface Endpoints {
  origin: string
  /** Of the certificate; undefined without TLS. */
  caFile: string | undefined
}

/** Copies one case and says what it took. */
export type Copy = (one: CopyCase, endpoints: Endpoints, signal: AbortSignal) => Promise<Usage>

const PARALLEL = 16

/** Who is measured here: ourselves, the AWS SDK, and rclone where it is installed. */
export function subjectsHere(): ReadonlyMap<string, Copy> {
  const subjects = new Map<string, Copy>([
    ['doclift', byClient('doclift')],
    ['aws-sdk', byClient('aws-sdk')],
  ])
  if (isInstalled('rclone')) subjects.set('rclone', byRclone)
  return subjects
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ['version']).status === 0
}

function byClient(name: string): Copy {
  return async ({ sizeBytes, objects }, { origin, caFile }, signal) => {
    const client = join(import.meta.dirname, 'client.ts')
    const args = [...project.config.serviceFlags, client, name, origin, sizeBytes, objects, PARALLEL].map(String)
    const env = { ...process.env, ...(caFile ? { NODE_EXTRA_CA_CERTS: caFile } : {}) }
    const child = spawn(process.execPath, args, { env, signal, stdio: ['ignore', 'pipe', 'pipe'] })
    const [output, complaint, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ])
    if (exitCode !== 0) throw new Error(`The client "${name}" failed: ${complaint.trim()}`)
    return JSON.parse(output)
  }
}

/**
 * With the settings that spare it requests: no HEAD after a PUT, no look at the bucket. Its start, measured without objects,
 * is taken off, since nobody starts a program for each object.
 */
const byRclone: Copy = async (one, endpoints, signal) => {
  const idle = await rclone({ ...one, objects: 0 }, endpoints, signal)
  const usage = await rclone(one, endpoints, signal)
  return {
    cpuSeconds: usage.cpuSeconds - idle.cpuSeconds,
    seconds: usage.seconds - idle.seconds,
    peakMemoryMib: usage.peakMemoryMib,
  }
}

function rclone({ sizeBytes, objects }: CopyCase, { origin, caFile }: Endpoints, signal: AbortSignal): Promise<Usage> {
  const source = `:http,url='${origin}/source/${sizeBytes}/${objects}/':`
  const keys = 'access_key_id=bench,secret_access_key=bench'
  const sink = `:s3,provider=Other,endpoint='${origin}',region=us-east-1,${keys}:sink/${sizeBytes}`
  const sparing = ['--no-traverse', '--s3-no-check-bucket', '--s3-no-head']
  const transfers = ['--transfers', String(PARALLEL), '--checkers', String(PARALLEL)]
  const trust = caFile ? ['--ca-cert', caFile] : []
  const args = ['copy', source, sink, '--config', '/dev/null', ...sparing, ...transfers, ...trust, '--retries', '1']
  return measureCommand('rclone', args, signal)
}
