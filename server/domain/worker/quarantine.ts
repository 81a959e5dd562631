import { type ItemResult, inDoubt } from '../switch/outcome.ts'

/** The code of a record that ended every worker which touched it. */
export const QUARANTINED = 'record.quarantined'

export const QUARANTINED_SENTENCE =
  'Every worker that worked on this record died, so it was set aside. Look in the log of the workers for what ended them, then try the record again.'

/** A write of the record was sent, and whoever reads what became of it dies: it stays in doubt, and is left alone. */
export function unreadable(): ItemResult {
  const sentence =
    'Every worker that read this record died, so it is not known whether it was written. Look in the log of the workers for what ended them, then resume the job: it is read again.'
  return { ...inDoubt(), code: QUARANTINED, sentence }
}

/** Why a run stops when all that is left of a batch are records that nobody can read. */
export function unreadableSentence(recordIds: readonly string[]): string {
  const [first = '', ...others] = recordIds
  const named = others.length === 0 ? `record ${first}` : `${recordIds.length} records, the first of them ${first},`
  return `Every worker that read ${named} died, so it is not known whether it was written. Everything else that was sent is settled. Look in the log of the workers for what ended them, then resume.`
}
