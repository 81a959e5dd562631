/**
 * Copies the objects of one case once, in a process of its own that is measured from the first copy to the last, and prints
 * what it took: `client.ts <doclift|aws-sdk> <endpoints as JSON> <bytes> <objects> <at a time>`.
 */
import { performance } from 'node:perf_hooks'
import type { Usage } from './measure.ts'
import type { Endpoints } from './place.ts'
import { peakMemoryMibOf } from './process-cpu.ts'
import { openSubject } from './subjects.ts'

const [name = '', endpointsJson = '', sizeBytes = '', objects = '', parallel = ''] = process.argv.slice(2)
const endpoints: Endpoints = JSON.parse(endpointsJson)
const subject = await openSubject(name, endpoints)
/** Connections are opened and code is warm before the clock starts, as in a worker that has run for a while. */
for (let at = 0; at < Math.min(Number(objects), Number(parallel)); at += 1) {
  await subject.copy(endpoints.warmUp, `warm-up/${at}`)
}
const cpuBefore = process.cpuUsage()
const startedAtMs = performance.now()
let next = 0
await Promise.all(Array.from({ length: Number(parallel) }, copySome))
const { user, system } = process.cpuUsage(cpuBefore)
const usage: Usage = {
  cpuSeconds: (user + system) / 1e6,
  seconds: (performance.now() - startedAtMs) / 1_000,
  peakMemoryMib: peakMemoryMibOf(process.pid),
}
process.stdout.write(`${JSON.stringify(usage)}\n`)
await subject.close()

async function copySome(): Promise<void> {
  while (next < Number(objects)) {
    const at = next
    next += 1
    await subject.copy(`${endpoints.source}${at}`, `${sizeBytes}/${at}`)
  }
}
