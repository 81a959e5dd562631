import type { CopyState } from '../../domain/file/states.ts'
import type { Attestation, Checksum } from '../../domain/object/checksum.ts'
import type { ItemOutcome, Operation } from '../../domain/run/run.ts'
import type { Rehearsed } from '../../domain/switch/canary.ts'
import type { JobLocks } from '../../domain/switch/groups.ts'
import type { ItemResult, RecordChange } from '../../domain/switch/outcome.ts'
import type { ObjectFinding } from '../../domain/verification/findings.ts'
import type { VerificationLevel } from '../../domain/verification/verification.ts'
import type { IngestJob, IngestJobState } from '../salesforce-org.ts'

/** The right to write results of a batch; void as soon as somebody else has claimed the batch. */
export interface HeldBatch {
  batchId: string
  runId: string
  operation: Operation
  /** How thoroughly a verification looks; null for every other operation. */
  level: VerificationLevel | null
  number: number
  /** Raised at each claim; every write of results carries it. */
  fence: number
  /** Who approved the run, or created it where no approval was needed: whose act every write of it is. */
  actorId: string
  /** Of a switch: its records are switched, taken back and switched again. */
  isCanary: boolean
  /** The run is taken back: what was sent is settled, and nothing more is sent. */
  isWithdrawn: boolean
  /**
   * Open items that are worked on together, because workers died over this batch; null: all of them. `FOUND`: they died over
   * its first open item alone, which is set aside; what was sent comes first, then record id order. `UNREADABLE`: one died again
   * while it read what became of that item.
   */
  piece: number | null
}

export interface BatchSummary {
  batchId: string
  number: number
  /** Of a switch, from 1; null for any other run. */
  cohort: number | null
  state: 'waiting' | 'working' | 'done'
}

export interface CopyItem {
  recordId: string
  accountId: string
  accountName: string
  name: string
  documentUrl: string | null
  identifier: string | null
  copyState: CopyState
  /** Of the copy that was proven last; null before the first. */
  sourceFingerprint: string | null
  objectKey: string | null
  objectSizeBytes: number | null
  objectEtag: string | null
  objectVersionId: string | null
  checksum: Checksum | null
  /** How the store proved it. What stands at its key is ours. */
  attestation: Attestation | null
  /** How often in a row the source said that the document is archived. */
  archivedAnswers: number
}

export type CopyResult =
  | {
      recordId: string
      result: 'verified'
      sourceFingerprint: string
      objectKey: string
      etag: string
      versionId: string | null
      sizeBytes: number
      contentType: string
      checksum: Checksum | null
      attestation: Attestation
      /** What a verification found, and what was done about it. */
      code?: string
      sentence?: string
    }
  | { recordId: string; result: 'restoring'; askAgainAt: Date; code: string; sentence: string }
  | { recordId: string; result: 'missing' | 'changed' | 'failed'; code: string; sentence: string }
  /** Out of scope from now on, unless there is an older copy or link of ours; then it failed. */
  | { recordId: string; result: 'too-large'; sizeBytes: number; code: string; sentence: string }

/** A copy that was put right again, as it stands now. */
export interface HealedCopy extends Extract<CopyResult, { result: 'verified' }> {
  finding: ObjectFinding
  code: string
  sentence: string
}

/** What looking at a copy again gave. */
export type ConfirmResult =
  /** Store and source are as they were. `readBytes` were read for it. */
  | { recordId: string; result: 'same'; readBytes?: number }
  /** The ledger holds a proven copy. Nobody was asked. */
  | { recordId: string; result: 'attested' }
  | {
      recordId: string
      result: 'changed' | 'missing' | 'failed'
      code: string
      sentence: string
      finding?: ObjectFinding
    }
  /** The object is wrong, and its document must be restored at the source before it can be copied again. */
  | { recordId: string; result: 'restoring'; askAgainAt: Date; code: string; sentence: string; finding: ObjectFinding }
  /** It could not be asked, or the ledger holds no proven copy. The record stays as it is. */
  | { recordId: string; result: 'unknown' | 'unproven'; code: string; sentence: string }
  | { recordId: string; result: 'healed'; copy: HealedCopy }

/** What asking a source about a copy gave. */
export type SourceResult =
  | { recordId: string; result: 'same' }
  | { recordId: string; result: 'changed' | 'missing' | 'unknown'; code: string; sentence: string }

export interface SwitchItem extends RecordChange, Rehearsed {
  recordId: string
  accountId: string
  hasBeforeImage: boolean
  /** When the write of its present step was sent; null when it was not. */
  sentAt: Date | null
  /** The ingest job it was sent by; null when it was sent by Collections, or never. */
  ingestJobId: string | null
  outcome: ItemOutcome | null
  /** In doubt, and whoever reads it dies: it is left alone until somebody resumes the run. */
  isSetAside: boolean
  /** The record is in scope and its copy is verified, as the ledger knows it now. */
  hasGoodCopy: boolean
  /** When its source was last seen to have what was copied. */
  sourceConfirmedAt: Date | null
}

/** What became of an item of a switch or a rollback, decided by the domain; the store only writes it down. */
export interface UrlOutcome extends ItemResult {
  recordId: string
}

/**
 * Working on batches. Every method with a HeldBatch does nothing and throws FatalError `batch.fence-lost` when its fence is
 * not the batch's any more, checked in the same transaction as the write.
 */
export interface BatchStore {
  batchesOf(runId: string): Promise<BatchSummary[]>
  /**
   * Takes a batch and raises its fence. Undefined when it is done, its run is not `running`, or this worker may not take it
   * beside what it works on: a batch that workers died over is worked on alone.
   * @param workerId who takes it, as `noteWorker` listed it
   */
  claimBatch(batchId: string, workerId: string | null): Promise<HeldBatch | undefined>
  /** Notes that nobody works on a batch though it is not finished, so that its next claim counts no death. */
  releaseBatch(held: HeldBatch): Promise<void>
  /** How many items of the batch are not settled. */
  openItemsOf(held: HeldBatch): Promise<number>
  /** Forgets the deaths of workers over this batch. */
  endSuspicion(held: HeldBatch): Promise<void>
  /** Records of a run whose write was sent by a batch at work and is not settled yet. */
  inFlightOf(runId: string): Promise<number>
  /** True while the run is `running`; asked between steps so that a halt acts within seconds. */
  isRunning(runId: string): Promise<boolean>
  /** Items without an outcome, for back_up and verify, in record id order; no more than its piece. */
  copyItems(held: HeldBatch): Promise<CopyItem[]>
  recordCopies(held: HeldBatch, results: readonly CopyResult[], at: Date): Promise<void>
  recordConfirmations(held: HeldBatch, results: readonly ConfirmResult[], at: Date): Promise<void>
  /** What their sources said about records of a batch, whose items stay as they are. What is unknown changes nothing. */
  recordSources(held: HeldBatch, results: readonly SourceResult[], at: Date): Promise<void>

  /** Items without an outcome or in doubt, for switch and roll_back, in record id order. */
  switchItems(held: HeldBatch): Promise<SwitchItem[]>
  /** What was said last about items of a run; those about which nothing was said are left out. */
  reasonsOf(runId: string, recordIds: readonly string[]): Promise<{ recordId: string; sentence: string }[]>
  /** Before-image = expected URL, for items that have none yet. Durable when it returns (invariant 3). */
  recordIntents(held: HeldBatch, recordIds: readonly string[], at: Date): Promise<void>
  /** Notes that a write for these items is about to be sent, and when their values were read. Durable when it returns. */
  recordSent(
    held: HeldBatch,
    recordIds: readonly string[],
    sending: { readAt: Date; sentAt: Date; ingestJobId: string | null },
  ): Promise<void>
  /** Forgets `sent` for items that are proven not to have been written, so that they may be sent again. */
  recordNotWritten(held: HeldBatch, recordIds: readonly string[]): Promise<void>
  recordOutcomes(held: HeldBatch, outcomes: readonly UrlOutcome[], at: Date): Promise<void>
  recordIngestJob(held: HeldBatch, job: IngestJob, rows: number, at: Date): Promise<void>
  /** How many rows of a job were refused for a lock, from its results. */
  recordJobLocks(jobId: string, lockedRows: number): Promise<void>
  /** What the latest hundred jobs of a run met, oldest first; those whose results were not read are left out. */
  jobLocks(runId: string): Promise<JobLocks[]>
  recordIngestJobState(jobId: string, state: IngestJobState | 'gone', at: Date): Promise<void>
  /** Jobs of the batch that are not known to be terminal, of any fence. */
  openIngestJobs(batchId: string): Promise<IngestJob[]>
  /** Marks the batch done. Items still without an outcome make it stay `waiting`. */
  finishBatch(held: HeldBatch, at: Date): Promise<'done' | 'waiting'>
}
