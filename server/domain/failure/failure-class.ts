import { COPY_STATES, RECORD_WORDS, type RecordWord } from '../file/states.ts'

/** What was being done when a record failed; it decides how the record is tried again. */
export const FAILURE_CLASSES = ['copy', 'switch', 'rollback'] as const
export type FailureClass = (typeof FAILURE_CLASSES)[number]

/** Codes that only a back-up or a verification gives. */
const COPY_CODE = /^(source|copy|s3|http|internal)\./

const UNCOPIED: readonly RecordWord[] = COPY_STATES.filter((state) => state !== 'verified')
/** After a switch that was done, only a rollback can leave a failure behind. */
const SWITCHED: readonly RecordWord[] = ['confirmed', 'rolled_back']

/** The class of a failure by its code, and for codes of the org by the state of the record. */
export function failureClassOf(code: string, word: RecordWord): FailureClass {
  if (COPY_CODE.test(code) || UNCOPIED.includes(word)) return 'copy'
  return SWITCHED.includes(word) ? 'rollback' : 'switch'
}

/** The states whose records fail in this class by this code, so that a list of them is the group that was counted. */
export function wordsOfFailures(failureClass: FailureClass, code: string): RecordWord[] {
  return RECORD_WORDS.filter((word) => failureClassOf(code, word) === failureClass)
}
