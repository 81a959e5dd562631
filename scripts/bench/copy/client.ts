/**
 * Copies the objects of one case once, in a process of its own that is measured from the first copy to the last, and prints
 * what it took: `client.ts <doclift|aws-sdk> <endpoints as JSON> <bytes> <objects> <at a time>`.
 */
import { performance } from 'node:perf_hooks'
import type { Usage } from './measure.ts'
import { type Endpoints, WARM_UP_OBJECTS } from './place.ts'
import { peakMemoryMibOf } from './process-cpu.ts'
import { openSubject } from './subjects.ts'

const [name = '', endpointsJson = '', sizeBytes = '', objects = '', parallel = ''] = process.argv.slice(2)
const endpoints: Endpoints = JSON.parse(endpointsJson)
const subject = await openSubject(name, endpoints)
await copyAll(WARM_UP_OBJECTS, (at) => subject.copy(endpoints.warmUp, `warm-up/${at}`))
const cpuBefore = process.cpuUsage()
const startedAtMs = performance.now()
await copyAll(Number(objects), (at) => subject.copy(`${endpoints.source}${at}`, `${sizeBytes}/${at}`))
const { user, system } = process.cpuUsage(cpuBefore)
const usage: Usage = {
  cpuSeconds: (user + system) / 1e6,
  seconds: (performance.now() - startedAtMs) / 1_000,
  peakMemoryMib: peakMemoryMibOf(process.pid),
}
process.stdout.write(`${JSON.stringify(usage)}\n`)
await subject.close()

async function copyAll(count: number, copy: (at: number) => Promise<void>): Promise<void> {
  let next = 0
  const copySome = async () => {
    while (next < count) {
      const at = next
      next += 1
      await copy(at)
    }
  }
  await Promise.all(Array.from({ length: Number(parallel) }, copySome))
}
