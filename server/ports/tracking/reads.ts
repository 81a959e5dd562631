import type { DriftCounts } from '../../domain/drift/drift.ts'
import type { FailureClass } from '../../domain/failure/failure-class.ts'
import type { CopyState, OutOfScopeReason, RecordWord, UrlState } from '../../domain/file/states.ts'
import type { Checksum } from '../../domain/object/checksum.ts'
import type { AccountFilter } from '../../domain/overview/account-filters.ts'
import type { AccountSort } from '../../domain/overview/account-sorts.ts'
import type { EntryCount } from '../../domain/overview/count-warning.ts'
import type { RunHistoryLine } from '../../domain/run/history.ts'
import type { PlanLine } from '../../domain/run/plan-hash.ts'
import type { ItemOutcome, Operation, Run, RunState } from '../../domain/run/run.ts'
import type { ObjectFinding } from '../../domain/verification/findings.ts'

/** A page of a list, by a cursor over a key. */
export interface Page<T> {
  items: T[]
  /** Last key of this page when more follow; null at the end. */
  nextCursor: string | null
}

/** What is in the ledger, from counters; `byState` and `outOfScope` together are `total`. */
export interface Overview {
  total: number
  byState: Partial<Record<RecordWord, number>>
  outOfScope: Partial<Record<OutOfScopeReason, number>>
  verifiedBytes: number
  accounts: number
  unfinishedRuns: Run[]
  lastInventoryAt: string | null
  /** Of the last inventory that was counted; null before the first. */
  entryCount: EntryCount | null
  lastCatchUpAt: string | null
  /** When the source is asked again about an archived document, the one that is due first; null when none waits. */
  nextQuestionAt: string | null
  /** What moved since it was copied and is open, by kind. */
  drift: DriftCounts
}

export interface AccountView {
  accountId: string
  name: string
  total: number
  byState: Partial<Record<RecordWord, number>>
  outOfScope: Partial<Record<OutOfScopeReason, number>>
  verifiedBytes: number
  /** How many of its records somebody should look at. */
  needsAttention: number
  /** When something last happened to its records: copied, failed, switched, rolled back, changed; null when nothing has. */
  lastActivityAt: string | null
}

export interface RecordView {
  recordId: string
  accountId: string | null
  accountName: string | null
  name: string
  /** The one word people see; null out of scope. */
  state: RecordWord | null
  copyState: CopyState
  urlState: UrlState
  outOfScopeReason: OutOfScopeReason | null
  isHeld: boolean
  documentUrl: string | null
  firstSeenUrl: string | null
  sizeBytes: number | null
  contentType: string | null
  objectKey: string | null
  checksum: Checksum | null
  verifiedAt: string | null
  failureCode: string | null
  failureSentence: string | null
  /** The unfinished run that owns the record. */
  ownerRunId: string | null
}

export interface HistoryRow {
  at: string
  kind: 'first_seen' | 'observed' | 'written'
  url: string | null
  actor: string
  runId: string
  runNumber: number
  /** User who last modified the record then, where it was read. */
  byUserId: string | null
}

/** Once that a verification put the copy of a record right. */
export interface Healing {
  at: string
  actor: string
  runId: string
  runNumber: number
  /** What was wrong. */
  finding: ObjectFinding
  /** What was found, and what was done. */
  sentence: string
}

export interface RunItemView extends PlanLine {
  recordName: string
  outcome: ItemOutcome | null
  code: string | null
  sentence: string | null
  /** Milliseconds between reading the value and the org's answer: the window in which an edit would not be seen. */
  exposureMs: number | null
}

export interface ReadStore {
  readOverview(): Promise<Overview>
  /**
   * In id order, or in that of a sort, which is as new as the last folding of the counters; with a filter, those that have
   * at least one such record; with a name, those whose names have it in them, whatever its case and accents.
   */
  listAccounts(options: {
    limit: number
    after?: string
    filter?: AccountFilter
    name?: string
    sort?: AccountSort
  }): Promise<Page<AccountView>>
  getAccount(accountId: string): Promise<AccountView | undefined>
  /** Records by Account, word, reason or failure (those in scope), in record id order. */
  listRecords(options: {
    limit: number
    after?: string
    accountId?: string
    state?: RecordWord
    outOfScopeReason?: OutOfScopeReason
    failureCode?: string
    /** With a failure code: only the records of this group of it. */
    failureClass?: FailureClass
  }): Promise<Page<RecordView>>
  getRecord(recordId: string): Promise<RecordView | undefined>
  /** From the first-seen value on, oldest first. */
  historyOf(recordId: string): Promise<HistoryRow[]>
  /** Oldest first. */
  healingsOf(recordId: string): Promise<Healing[]>
  /** Newest first. */
  listRuns(options: { limit: number; after?: string; operation?: Operation; state?: RunState }): Promise<Page<Run>>
  /** What happened to a run and who did it, oldest first. */
  runHistoryOf(runId: string): Promise<RunHistoryLine[]>
  listRunItems(
    runId: string,
    /** With a code: those that were not done for that reason. */
    options: { limit: number; after?: string; outcome?: ItemOutcome; code?: string },
  ): Promise<Page<RunItemView>>
}
