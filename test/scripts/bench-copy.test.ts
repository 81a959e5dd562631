import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { COPY_SCALES, TRANSPORTS } from '../../scripts/bench/copy/cases.ts'
import { cpuSecondsOf, cpuSecondsOfFamily, peakMemoryMibOf } from '../../scripts/bench/copy/process-cpu.ts'

test('the full scale copies as many objects of each size as the budgets are about, over each way', () => {
  for (const transport of TRANSPORTS) {
    expect(COPY_SCALES.full.cases[transport].map(({ name, objects }) => [name, objects])).toEqual([
      ['50KB', 10_000],
      ['1.4MB', 1_000],
      ['5MB', 200],
      ['1GB', 2],
    ])
  }
})

test('every scale has the small objects over each way, and at least one of each of its sizes', () => {
  for (const { cases } of Object.values(COPY_SCALES)) {
    for (const transport of TRANSPORTS) {
      expect(cases[transport][0]?.name).toBe('50KB')
      for (const { objects } of cases[transport]) expect(objects).toBeGreaterThanOrEqual(1)
    }
  }
})

describe.skipIf(process.platform !== 'linux')('what a process took', () => {
  test('counts its own work, not that of its children, which count for the family', async () => {
    // It says "done" once the child has ended, which is what the test waits for.
    const busy = `const until = process.cpuUsage().user + 200000; while (process.cpuUsage().user < until);`
    const parent = `
      const { spawnSync } = require('node:child_process')
      spawnSync(process.execPath, ['-e', ${JSON.stringify(busy)}])
      console.log('done')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    const pid = child.pid ?? 0
    expect(cpuSecondsOfFamily(pid) - cpuSecondsOf(pid)).toBeGreaterThanOrEqual(0.15)
    expect(peakMemoryMibOf(pid)).toBeGreaterThan(1)
    child.kill()
    await once(child, 'exit')
  })
})
