import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import project from '../../../package.json' with { type: 'json' }
import type { CopyCase } from './cases.ts'
import { type Copy, type Endpoints, PARALLEL } from './place.ts'

/** A copy by a process of its own that runs `client.ts`. */
export function byClient(name: string, endpointsOf: (one: CopyCase) => Endpoints): Copy {
  return async (one, signal) => {
    const endpoints = endpointsOf(one)
    const args = [name, JSON.stringify(endpoints), one.sizeBytes, one.objects, PARALLEL].map(String)
    const command = [...project.config.serviceFlags, join(import.meta.dirname, 'client.ts'), ...args]
    const trust = endpoints.caFile ? { NODE_EXTRA_CA_CERTS: endpoints.caFile } : {}
    const env = { ...process.env, ...project.config.serviceEnvironment, ...trust }
    const child = spawn(process.execPath, command, { env, signal, stdio: ['ignore', 'pipe', 'pipe'] })
    const [output, complaint, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ])
    if (exitCode !== 0) throw new Error(`The client "${name}" failed: ${complaint.trim()}`)
    return JSON.parse(output)
  }
}
