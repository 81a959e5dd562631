import type { Clock } from '../../ports/clock.ts'

/** How long a comparison of clocks is believed. */
const BELIEVED_MS = 10_000
/** A difference below this is the time that the answer took; machines whose clocks are kept differ by less. */
const NOISE_MS = 1_000

/**
 * The time of an installation, which all its machines share: it is the database's. What one worker writes down, another one
 * compares with its own time, and a machine whose clock is hours off would settle a doubt too early or hold it too long.
 *
 * While the database is away, what was known last holds.
 * @param readTime asks the database for its time
 */
export async function commonClock(local: Clock, readTime: () => Promise<Date>): Promise<Clock> {
  let isAsking = false
  let offByMs = 0
  let askedAtMs = 0
  const compare = async () => {
    const beforeMs = local.now().getTime()
    const common = (await readTime()).getTime()
    const off = common - (beforeMs + local.now().getTime()) / 2
    offByMs = Math.abs(off) < NOISE_MS ? 0 : off
    askedAtMs = local.now().getTime()
  }
  const compareAgain = async () => {
    isAsking = true
    await compare().catch(() => undefined)
    isAsking = false
  }
  await compare()
  return {
    now() {
      const localMs = local.now().getTime()
      if (!isAsking && Math.abs(localMs - askedAtMs) >= BELIEVED_MS) void compareAgain()
      return new Date(localMs + offByMs)
    },
    sleep: (milliseconds, signal) => local.sleep(milliseconds, signal),
  }
}
