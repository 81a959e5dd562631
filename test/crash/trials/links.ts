import { setTimeout as wait } from 'node:timers/promises'
import type { Blow, Strike } from '../blow.ts'
import type { Act } from '../kill-points.ts'
import type { LinkName, Moment } from '../links/link.ts'
import type { Way } from '../world.ts'
import type { Trial } from './trial.ts'

const INTERRUPTED_MS = 4_000

interface Place {
  act: Act
  link: LinkName
  what: RegExp
  moment: Moment
  name: string
}

function place(act: Act, link: LinkName, name: string, what: RegExp, moment: Moment = 'before'): Place {
  return { act, link, name, what, moment }
}

const PHASE_1: readonly Place[] = [
  place('inventory', 'org', 'entries', /^GET \S+\/results/, 'after'),
  place('inventory', 'ledger', 'page of entries', /insert into file_records/),
  place('back_up', 'vendor', 'address of a document', /presigned-url/),
  place('back_up', 'files', 'document', /^GET /, 'after'),
  place('back_up', 'store', 'object', /^PUT (?!.*_doclift)(?!.*partNumber)/, 'half'),
  place('back_up', 'ledger', 'copies', /source_fingerprint = /),
]

function changes(way: Way): Place[] {
  const [name, write] =
    way === 'Bulk' ? ['upload of rows', /^PUT \S+\/batches/] : ['call of Collections', /^PATCH \S+\/composite/]
  return (['switch', 'roll_back'] as const).flatMap((act) => [
    place(act, 'ledger', 'note of sending', /update run_items set read_at = /, 'after'),
    place(act, 'org', name, write, act === 'switch' ? 'after' : 'half'),
    place(act, 'ledger', 'answers and values read back', /set outcome = given\.outcome/),
  ])
}

function toBlow({ act, link, what, moment, name }: Place, how: 'cut' | 'silent'): Blow {
  const group = how === 'cut' ? 'Link cut' : 'Link half-open'
  return { act, group, name: `${link}: ${name}`, aim: { link, what, moment }, strike: interrupt(link, how) }
}

/** On a half-open link what is held goes on into nothing; on one that is cut it is lost at once. */
function interrupt(name: LinkName, how: 'cut' | 'silent'): Strike {
  return async ({ world, worker, end }) => {
    const link = world.links[name]
    link.interrupt(how)
    end(how === 'cut' ? 'is-lost' : 'goes-on')
    await wait(INTERRUPTED_MS)
    link.heal()
    return worker
  }
}

/** Each link breaks while something is on its way, stays so for a while, and comes back. */
export const LINK_TRIALS: readonly Trial[] = (['cut', 'silent'] as const).map((how) => ({
  name: how === 'cut' ? 'Each link cut' : 'Each link half-open',
  way: how === 'cut' ? 'Bulk' : 'Collections',
  blows: [...PHASE_1, ...changes(how === 'cut' ? 'Bulk' : 'Collections')].map((place) => toBlow(place, how)),
}))
