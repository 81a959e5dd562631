import { describe, expect, test } from 'vitest'
import { commonClock } from '../../../server/adapters/clock/common-clock.ts'
import type { Clock } from '../../../server/ports/clock.ts'

const NOON = Date.parse('2026-03-01T12:00:00Z')
const HOUR_MS = 3_600_000
const SECOND_MS = 1_000

describe('the time of an installation is that of its database', () => {
  test.each([2, -2])('on a machine whose clock is off by %s hours', async (hours) => {
    const clock = await commonClock(machineAt(NOON + hours * HOUR_MS), async () => new Date(NOON))
    expect(clock.now().getTime()).toBe(NOON)
  })

  test('when the clock of the machine is set while it works', async () => {
    const machine = machineAt(NOON)
    const clock = await commonClock(machine, async () => new Date(NOON))
    machine.nowMs = NOON + 2 * HOUR_MS
    clock.now()
    await new Promise(setImmediate)
    expect(clock.now().getTime()).toBe(NOON)
  })

  test('and the machine is believed where it differs by less than an answer takes', async () => {
    const clock = await commonClock(machineAt(NOON + 900), async () => new Date(NOON))
    expect(clock.now().getTime()).toBe(NOON + 900)
  })

  test('and what was known last holds while the database is away', async () => {
    const machine = machineAt(NOON + 2 * HOUR_MS)
    let isAway = false
    const clock = await commonClock(machine, async () => {
      if (isAway) throw new Error('The database is away.')
      return new Date(NOON)
    })
    isAway = true
    machine.nowMs += 30 * SECOND_MS
    clock.now()
    await new Promise(setImmediate)
    expect(clock.now().getTime()).toBe(NOON + 30 * SECOND_MS)
  })
})

function machineAt(nowMs: number): Clock & { nowMs: number } {
  return {
    nowMs,
    now() {
      return new Date(this.nowMs)
    },
    sleep: async () => {},
  }
}
