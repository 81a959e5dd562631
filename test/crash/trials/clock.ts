import type { Blow, Strike } from '../blow.ts'
import { type Act, CLAIMED } from '../kill-points.ts'
import type { Trial } from './trial.ts'

const TWO_HOURS_MS = 2 * 60 * 60_000

/** Workers on machines whose clocks are two hours off take part, die, and are followed by workers whose clocks are right. */
export const CLOCK_TRIALS: readonly Trial[] = (['Bulk', 'Collections'] as const).map((way) => ({
  name: `Clocks two hours off, ${way}`,
  way,
  blows: [
    blow('inventory', 'slow from here on', /^update runs set watermark/, replaceBy(-TWO_HOURS_MS)),
    blow('inventory', 'right again', /^insert into entry_counts/, replaceBy(0)),
    blow('back_up', 'fast from here on', CLAIMED, replaceBy(TWO_HOURS_MS)),
    blow('back_up', 'slow from here on', /source_fingerprint = /, replaceBy(-TWO_HOURS_MS)),
    blow('switch', 'slow from here on', CLAIMED, replaceBy(-TWO_HOURS_MS)),
    blow('switch', 'right again', /update run_items set read_at = /, replaceBy(0)),
    blow('switch', 'fast from here on', /set outcome = given\.outcome/, replaceBy(TWO_HOURS_MS)),
    blow('switch', 'set right while it works', /update run_items set read_at = /, setRight),
    blow('catch_up', 'fast from here on', /^update runs set modified_from/, replaceBy(TWO_HOURS_MS)),
    blow('catch_up', 'right again', /insert into file_records/, replaceBy(0)),
    blow('roll_back', 'fast from here on', CLAIMED, replaceBy(TWO_HOURS_MS)),
    blow('roll_back', 'right again', /update run_items set read_at = /, replaceBy(0)),
  ],
}))

function blow(act: Act, name: string, what: RegExp, strike: Strike): Blow {
  return { act, group: 'Clock', name: `${act}: ${name}`, aim: { link: 'ledger', what, moment: 'after' }, strike }
}

function replaceBy(offByMs: number): Strike {
  return async ({ world, worker, end }) => {
    await worker.kill()
    end('is-lost')
    await world.judgeDeath()
    return world.startWorker(offByMs)
  }
}

async function setRight({ worker, end }: Parameters<Strike>[0]) {
  worker.send('SIGWINCH')
  end('goes-on')
  return worker
}
