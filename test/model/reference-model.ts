/**
 * What design.md says that a record may go through, said a second time and as simply as possible: plain values in memory, no
 * batches, no fences, no database. Random sequences are played to this model and to the whole service, and compared.
 */

export type CopyWord = 'verified' | 'changed'
export type UrlWord = 'original' | 'confirmed' | 'conflicted' | 'refused' | 'rolled_back'

/** One write of ours that reached the org. */
export interface OwnWrite {
  operation: 'switch' | 'roll_back'
  runId: string
  before: string | null
  after: string | null
}

export interface ModelRecord {
  readonly recordId: string
  readonly accountId: string
  /** The URL of its object. */
  readonly target: string
  readonly first: string | null
  /** What the org holds. */
  org: string | null
  /** What the ledger has seen last. */
  seen: string | null
  reason: string | null
  copy: CopyWord
  url: UrlWord
  isHeld: boolean
  writes: OwnWrite[]
}

export type ModelScope =
  | { kind: 'everything' }
  | { kind: 'accounts'; accountIds: readonly string[] }
  | { kind: 'records'; recordIds: readonly string[]; overridesConflicts?: boolean }
  | { kind: 'run'; runId: string }

/** What was planned for one record: the value it must have, and the one it gets. */
export interface Planned {
  record: ModelRecord
  expected: string | null
  target: string | null
}

/** Why a value is not one to copy from, as the ledger calls it; null when it is one. */
export type ReasonOf = (value: string | null) => string | null

/** The ledger reads what the org holds. A link of ours that others changed is theirs until a person has decided. */
export function catchUp(records: readonly ModelRecord[], reasonOf: ReasonOf): void {
  for (const record of records) {
    const reason = reasonOf(record.org)
    record.reason = record.url === 'original' ? reason : null
    if (record.org === record.seen) continue
    record.seen = record.org
    record.copy = 'changed'
    if (record.url === 'confirmed') record.url = 'conflicted'
  }
}

export function backUp(records: readonly ModelRecord[]): void {
  for (const record of records) if (record.reason === null) record.copy = 'verified'
}

export function planSwitch(records: readonly ModelRecord[], scope: ModelScope): Planned[] {
  return inScope(records, scope).flatMap((record) => {
    const isSwitchable = SWITCHABLE.includes(record.url)
    const isReady = record.reason === null && !record.isHeld && record.copy === 'verified'
    if (!isReady || !isSwitchable || record.seen === record.target) return []
    return [{ record, expected: record.seen, target: record.target }]
  })
}

const SWITCHABLE: readonly UrlWord[] = ['original', 'rolled_back', 'refused']

export function planRollBack(records: readonly ModelRecord[], scope: ModelScope): Planned[] {
  return inScope(records, scope).flatMap((record) => {
    const latest = record.writes.at(-1)
    if (latest?.operation !== 'switch' || record.url === 'original' || record.url === 'refused') return []
    if (scope.kind === 'run' && latest.runId !== scope.runId) return []
    const isConflicted = record.url === 'conflicted'
    const isOverridden = scope.kind === 'records' && scope.overridesConflicts === true
    if (isConflicted && !isOverridden) return []
    return [{ record, expected: isConflicted ? record.seen : latest.after, target: latest.before }]
  })
}

/** What goes wrong on the way: the org refuses these records, keeps them locked, or its answers are lost. */
export interface Mishap {
  kind: 'refused' | 'locked' | 'answers-lost'
  recordIds: readonly string[]
}

/** Compare, then set, then read back. A lost answer changes nothing about what was written. */
export function perform(
  plan: readonly Planned[],
  operation: OwnWrite['operation'],
  runId: string,
  mishap?: Mishap,
): void {
  for (const { record, expected, target } of plan) {
    const found = record.org
    record.seen = found
    if (found !== expected && found !== target) record.url = 'conflicted'
    else if (found === expected && stops(mishap, record)) refuse(record, operation, mishap)
    else write(record, { operation, runId, before: found, after: target }, found === expected)
  }
}

function stops(mishap: Mishap | undefined, { recordId }: ModelRecord): boolean {
  return mishap !== undefined && mishap.kind !== 'answers-lost' && mishap.recordIds.includes(recordId)
}

/** A lock is a passing reason and leaves the record as it was; so does every refusal on the way back. */
function refuse(record: ModelRecord, operation: OwnWrite['operation'], mishap: Mishap | undefined): void {
  if (mishap?.kind === 'refused' && operation === 'switch') record.url = 'refused'
}

function write(record: ModelRecord, own: OwnWrite, isSent: boolean): void {
  if (isSent) record.writes.push(own)
  record.org = own.after
  record.seen = own.after
  record.url = own.operation === 'switch' ? 'confirmed' : 'rolled_back'
  if (own.operation === 'roll_back') record.isHeld = true
}

/**
 * A person lets a record take part in switches again. The link of one that others changed counts from then on as it stands:
 * it is ours when it is the one we wrote, and to be copied anew otherwise.
 * @returns false when there is nothing to release
 */
export function release(record: ModelRecord, reasonOf: ReasonOf): boolean {
  if (!record.isHeld && record.url !== 'conflicted') return false
  record.isHeld = false
  if (record.url !== 'conflicted') return true
  const latest = record.writes.at(-1)
  const isOurs = latest?.operation === 'switch' && latest.after === record.seen
  record.url = isOurs ? 'confirmed' : 'original'
  if (isOurs) return true
  record.copy = 'changed'
  record.reason = reasonOf(record.seen)
  return true
}

/** The one word that people see. */
export function wordOf(record: ModelRecord): string | null {
  if (record.reason !== null) return null
  return record.url === 'original' ? record.copy : record.url
}

function inScope(records: readonly ModelRecord[], scope: ModelScope): ModelRecord[] {
  return records.filter((record) => {
    if (scope.kind === 'accounts') return scope.accountIds.includes(record.accountId)
    if (scope.kind === 'records') return scope.recordIds.includes(record.recordId)
    return scope.kind === 'everything' || record.writes.some((write) => write.runId === scope.runId)
  })
}
