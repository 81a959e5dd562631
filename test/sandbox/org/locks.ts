import type { FaultBoard } from './faults.ts'
import { LATEST } from './record-store.ts'
import type { Table } from './tables.ts'
import type { Judgement, Refusal, UpdateRules } from './update-rules.ts'

type Accepted = Extract<Judgement, { change: unknown }>

/**
 * What other transactions do to a group of rows that the platform writes together: those of an Account they hold are
 * refused, a trigger can meet a lock of its own, and a lock can take the rest of its group with it.
 */
export function applyLocks({ table, faults }: UpdateRules, judgements: readonly Judgement[]): readonly Judgement[] {
  const refuseLocked = lockFinder(table, faults)
  const judged = judgements.map((judgement) => {
    const lock = 'change' in judgement ? refuseLocked(judgement) : undefined
    return lock === undefined ? judgement : { refusal: lock }
  })
  const first = judged.find(isLocked)
  if (first === undefined || !faults.take('lock-spill')) return judged
  return judged.map((judgement) => ('change' in judgement ? { refusal: spilled(judgement, first, judged) } : judgement))
}

/** One question for each Account of the group, and one for each row; none when nothing of the kind is armed. */
function lockFinder(table: Table, faults: FaultBoard): (judgement: Accepted) => Refusal | undefined {
  const isParentLocked = faults.find('lock-parent') !== undefined
  const isTriggerLocked = faults.find('lock-in-trigger') !== undefined
  const parents = new Map<string, boolean>()
  return ({ recordId, change }) => {
    if (isParentLocked) {
      const parent = String(table.row(change.position, LATEST).Account__c)
      const isHeld = parents.get(parent) ?? faults.take('lock-parent')
      parents.set(parent, isHeld)
      if (isHeld) return rowLock(recordId, 1, parent)
    }
    return isTriggerLocked && faults.take('lock-in-trigger') ? triggerLock(recordId) : undefined
  }
}

function isLocked(judgement: Judgement): judgement is { refusal: Refusal } {
  return 'refusal' in judgement && judgement.refusal.message.includes('unable to obtain exclusive access')
}

function spilled({ recordId }: Accepted, { refusal }: { refusal: Refusal }, group: readonly unknown[]): Refusal {
  return rowLock(recordId, group.length, refusal.recordId)
}

function rowLock(recordId: string, records: number, holder: string): Refusal {
  const message = `unable to obtain exclusive access to this record or ${records} records: ${holder}`
  return { statusCode: 'UNABLE_TO_LOCK_ROW', message, fields: [], recordId }
}

function triggerLock(recordId: string): Refusal {
  const cause = 'UNABLE_TO_LOCK_ROW, unable to obtain exclusive access to this record: []'
  const message = `EntryRollup: execution of AfterUpdate caused by: System.DmlException: Update failed. First exception on row 0; first error: ${cause}`
  return { statusCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message, fields: [], recordId }
}
