import { type Blow, kill } from './blow.ts'
import type { LinkName, Moment } from './links/link.ts'
import type { Aim } from './trap.ts'
import type { Way } from './world.ts'

/** What a story does, in this order. */
export const ACTS = ['inventory', 'back_up', 'switch', 'catch_up', 'roll_back'] as const
export type Act = (typeof ACTS)[number]

/** A write boundary at which a worker is killed. */
export interface KillPoint extends Blow {
  /** Only in stories that write this way; both when left out. */
  way?: Way
  aim: Aim
}

/** How a moment reads, of a statement and of a request. */
const OF_STATEMENT: Partial<Record<Moment, string>> = {
  before: 'about to be stored',
  after: 'stored, worker not told',
}
const OF_REQUEST: Record<Moment, string> = {
  before: 'about to be sent',
  half: 'half sent',
  after: 'done, answer lost',
}

type Unplaced = Pick<KillPoint, 'name' | 'aim'>

/** Both sides of what the ledger stores together. */
function stored(what: string, statement: RegExp): Unplaced[] {
  return (['before', 'after'] as const).map((moment) => {
    return { name: `${what}: ${OF_STATEMENT[moment]}`, aim: { link: 'ledger', what: statement, moment } }
  })
}

function sent(
  link: LinkName,
  what: string,
  request: RegExp,
  moments: readonly Moment[] = ['before', 'after'],
): Unplaced[] {
  return moments.map((moment) => ({ name: `${what}: ${OF_REQUEST[moment]}`, aim: { link, what: request, moment } }))
}

const IN_PARTS: readonly Moment[] = ['before', 'half', 'after']
const JOB = '/jobs/ingest/\\w+'
/** A worker takes a batch, in a transaction that looks first whether it may. */
export const CLAIMED = /update batches as batch set fence/
const RUN_ENDED = /update "runs" set "state" = '(partially_)?succeeded'/
const RUN_STARTED = /update "runs" set "state" = 'approved'/
const BATCH_ENDED = /update batches set state = /
const BATCH_GIVEN = /^insert into pgboss\..*batchid/
const PLAN_ITEMS = /insert into run_items/
const PLAN_DONE = /insert into batches/
const EXPORT = /^PUT \S+_doclift\/before-images\/\S+\.csv/
const OUTCOMES = /set outcome = given\.outcome/
const withState = (state: string) => new RegExp(`${OUTCOMES.source}.*\\b${state}\\b`)

const INVENTORY = [
  ...stored('start', RUN_STARTED),
  ...stored('time of the org', /^update runs set watermark/),
  ...sent('org', 'query job', /^POST \S+\/jobs\/query$/),
  ...stored('page of entries', /insert into file_records/),
  ...sent('org', 'deletion of the query job', /^DELETE \S+\/jobs\/query\//),
  ...stored('deleted records', /out_of_scope_reason = 'deleted'.*seen_in_run_number/),
  ...stored('count of the org', /^insert into entry_counts/),
  ...stored('end', RUN_ENDED),
]

const BACK_UP = [
  ...stored('items of the plan', PLAN_ITEMS),
  ...stored('plan', PLAN_DONE),
  ...stored('start', RUN_STARTED),
  ...stored('task of a batch', BATCH_GIVEN),
  ...stored('claim of a batch', CLAIMED),
  ...sent('store', 'object', /^PUT (?!.*_doclift)(?!.*partNumber)/, IN_PARTS),
  ...stored('copies', /insert into counter_deltas.*proof|source_fingerprint = /),
  ...stored('end of a batch', BATCH_ENDED),
  ...stored('end', RUN_ENDED),
]

const MULTIPART = [
  ...sent('store', 'begin of an upload', /^POST (?!.*_doclift).*\?uploads/),
  ...sent('store', 'part', /^PUT (?!.*_doclift).*partNumber=2\b/, IN_PARTS),
  ...sent('store', 'completion', /^POST (?!.*_doclift).*\?uploadId/),
]

const PLAN = [
  ...stored('items of the plan', PLAN_ITEMS),
  ...sent('store', 'export of before-images', EXPORT, IN_PARTS),
  ...stored('where the export is', /update "runs" set "export_key"/),
  ...stored('evidence of the gate', /^insert into "evidence"/),
  ...stored('plan', PLAN_DONE),
]

const TO_THE_WRITE = [...stored('claim of a batch', CLAIMED), ...stored('before-images', /set before_image = /)]

const AFTER_THE_WRITE = [...stored('end of a batch', BATCH_ENDED), ...stored('end', RUN_ENDED)]

const BY_BULK = [
  ...TO_THE_WRITE,
  ...sent('org', 'ingest job', /^POST \S+\/jobs\/ingest$/),
  ...stored('id of the job', /insert into "ingest_jobs"/),
  ...stored('note of sending', /update run_items set read_at = /),
  ...sent('org', 'rows', new RegExp(`^PUT \\S+${JOB}/batches`), IN_PARTS),
  ...sent('org', 'closing of the job', new RegExp(`^PATCH \\S+${JOB}$`)),
  ...sent('org', 'look at the job', new RegExp(`^GET \\S+${JOB}$`), ['after']),
  ...stored('end of the job', /^update "ingest_jobs" set "state" = 'jobcomplete'/),
  ...sent('org', 'results of the job', new RegExp(`^GET \\S+${JOB}/\\w+$`), ['after']),
]

const DELETION_OF_JOB = sent('org', 'deletion of the job', new RegExp(`^DELETE \\S+${JOB}$`))

const BY_COLLECTIONS = [
  ...TO_THE_WRITE,
  ...stored('note of sending', /update run_items set read_at = /),
  ...sent('org', 'call of Collections', /^PATCH \S+\/composite\/sobjects$/, IN_PARTS),
]

const READ_BACK = [
  ...stored('answers of the org', withState('switched')),
  ...stored('values read back', withState('confirmed')),
]

const CATCH_UP = [
  ...stored('start', RUN_STARTED),
  ...stored('window', /^update runs set modified_from/),
  ...stored('deletions', /out_of_scope_reason = 'deleted'.*date_trunc/),
  ...stored('page of changes', /insert into file_records/),
  ...stored('end', RUN_ENDED),
]

const BACK = stored('values read back', withState('rolled_back'))

function placed(act: Act, group: string, points: readonly Unplaced[], way?: Way): KillPoint[] {
  return points.map((point) => ({ ...point, act, group, strike: kill, ...(way && { way }) }))
}

/** Every named point, in the order in which a run comes to them. */
export const KILL_POINTS: readonly KillPoint[] = [
  ...placed('inventory', 'Inventory', INVENTORY),
  ...placed('back_up', 'Back-up', BACK_UP.slice(0, -4)),
  ...placed('back_up', 'Multipart', MULTIPART),
  ...placed('back_up', 'Back-up', BACK_UP.slice(-4)),
  ...placed('switch', 'Plan of a switch', PLAN),
  ...placed('switch', 'Switch by Bulk', [...stored('start', /^update runs set state = 'running'/), ...BY_BULK], 'Bulk'),
  ...placed('switch', 'Switch by Collections', BY_COLLECTIONS, 'Collections'),
  ...placed('switch', 'Read-back', READ_BACK),
  ...placed('switch', 'Switch by Bulk', DELETION_OF_JOB, 'Bulk'),
  ...placed('switch', 'Read-back', AFTER_THE_WRITE),
  ...placed('catch_up', 'Catch-up', CATCH_UP),
  ...placed('roll_back', 'Rollback by Bulk', [...BY_BULK, ...BACK, ...DELETION_OF_JOB, ...AFTER_THE_WRITE], 'Bulk'),
  ...placed('roll_back', 'Rollback by Collections', [...BY_COLLECTIONS, ...BACK, ...AFTER_THE_WRITE], 'Collections'),
]
