import type { ProofCounts } from '../object/checksum.ts'
import type { FindingCounts } from '../verification/findings.ts'
import type { Verification } from '../verification/verification.ts'
import type { RunArchive } from './archive.ts'

/** A run is one execution of one operation over one manifest (its items). */

export const OPERATIONS = ['inventory', 'catch_up', 'analyse', 'back_up', 'verify', 'switch', 'roll_back'] as const
export type Operation = (typeof OPERATIONS)[number]

/** `planned` without a plan hash is still being planned. `paused` and `halted` can be resumed; a pause may end by itself. */
export const RUN_STATES = [
  'planned',
  'approved',
  'running',
  'paused',
  'halted',
  'succeeded',
  'partially_succeeded',
  'failed',
] as const
export type RunState = (typeof RUN_STATES)[number]

export const ITEM_OUTCOMES = [
  'done',
  'failed',
  'conflicted',
  'refused',
  'overwritten',
  'in_doubt',
  'withdrawn',
] as const
export type ItemOutcome = (typeof ITEM_OUTCOMES)[number]

export type Scope =
  | { kind: 'everything' }
  | { kind: 'accounts'; accountIds: readonly string[] }
  | { kind: 'records'; recordIds: readonly string[]; overridesConflicts?: boolean }
  /** Records in scope whose last act failed with one of these codes, as it stands when the plan is made. */
  | { kind: 'failures'; codes: readonly string[] }
  /** Records that this run wrote to. */
  | { kind: 'run'; runId: string }

/** All that are given hold together; `limits.ts` has their order. */
export interface RunLimits {
  /** File extensions in lower case without their dot; the empty text stands for documents without one. */
  types?: readonly string[]
  /** A share of the records, above 0 and up to 100: always the same records, and a larger share has all of a smaller one. */
  percentage?: number
  /** At most this many records, in the order of the plan. */
  firstRecords?: number
}

/** Who does something: a person in the org, an automation token, or somebody at the command line. */
export interface Actor {
  /** `user:005…`, `token:<id>`, `cli:user@host` or `doclift` for what the service does by itself. */
  id: string
  role: Role
}

export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** True when the role includes the wanted one: each role may do all that the ones before it may. */
export function hasRole(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted)
}

export interface RunRequest {
  operation: Operation
  scope: Scope
  isDryRun: boolean
  limits: RunLimits
  /** For verify; the usual one when left out. Null or left out for everything else. */
  verification?: Verification | null
}

export interface Run extends RunRequest {
  id: string
  /** What people call it: "Run 14" on the command line, "Job 14" in the org. */
  number: number
  state: RunState
  profile: string
  planHash: string | null
  /** Records that the sample of a verification was drawn from; null without a sample, and before it is drawn. */
  sampledFrom: number | null
  /** Null while its items are in the ledger. */
  archive: RunArchive | null
  createdBy: string
  createdAt: string
  approvedBy: string | null
  startedAt: string | null
  endedAt: string | null
  /** Why it was paused, halted or failed. */
  stopCode: string | null
  stopSentence: string | null
}

/** What is known of a run's items, from counters. `planned` = the sum of all others plus `pending`. */
export interface RunCounts {
  planned: number
  pending: number
  leftOut: number
  outcomes: Record<ItemOutcome, number>
  /** How the copies were proven that a back-up made, where they add up to `done`, or a verification made anew. */
  proofs: ProofCounts
  /** What a verification found besides good copies. Empty for any other operation. */
  findings: FindingCounts
}

/** An Account with many items of a run. */
export interface LargeAccount {
  accountId: string
  /** Null when the ledger has no name for it. */
  accountName: string | null
  items: number
}

/** What a run that reads the org has read so far; after an interruption some entries are read twice. */
export interface EntryCounts {
  read: number
  added: number
  changed: number
  deleted: number
}

const UNFINISHED: readonly RunState[] = ['planned', 'approved', 'running', 'paused', 'halted']

/** True while a run can still do something. */
export function isUnfinished(state: RunState): boolean {
  return UNFINISHED.includes(state)
}

/** Operations that change Salesforce; they alone need an approver. */
export function needsApproval(operation: Operation): boolean {
  return operation === 'switch'
}

/** Operations that read the org into the ledger. */
export function readsTheOrg(operation: Operation): boolean {
  return operation === 'inventory' || operation === 'catch_up'
}

/** Operations whose work is cut into items, one for each record, when it is planned. */
export function hasItems(operation: Operation): boolean {
  return !readsTheOrg(operation) && operation !== 'analyse'
}

/** Operations that write to the org. */
export function writesToOrg(operation: Operation): boolean {
  return operation === 'switch' || operation === 'roll_back'
}

/** How a run ends when all its items are settled. */
export function finalState(counts: RunCounts): 'succeeded' | 'partially_succeeded' {
  return counts.outcomes.done === counts.planned ? 'succeeded' : 'partially_succeeded'
}

export const NO_OUTCOMES: Readonly<Record<ItemOutcome, number>> = Object.freeze({
  done: 0,
  failed: 0,
  conflicted: 0,
  refused: 0,
  overwritten: 0,
  in_doubt: 0,
  withdrawn: 0,
})
