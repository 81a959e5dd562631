/** What was done to a record, which decides how it must end. */
export interface Fate {
  /**
   * `refused`: a rule refuses every write of ours. `refused-back`: it refuses the way back alone. `busy`: others hold it for as
   * long as anybody tries.
   */
  kind: 'plain' | 'refused' | 'refused-back' | 'busy'
  /** Its Account is rolled back after the switch. */
  isTakenBack: boolean
  /** Somebody else wrote this to it. */
  edit: string | null
}

/** One accepted write, as the org's journal has it. */
export interface Write {
  isOurs: boolean
  value: string | null
  atMs: number
}

/** How a record ended: in the org, in its journal and in the ledger. */
export interface Ending {
  recordId: string
  inOrg: string | null | undefined
  writes: readonly Write[]
  documentUrl: string | null
  firstSeenUrl: string | null
  /** Its state as people see it, or the reason why it is out of scope. */
  word: string
  /** What the switch had planned for it; null when it was not on the list. */
  targetUrl: string | null
  /** When its value was read and compared for the switch, and for the rollback. */
  readAtMs: readonly [switched: number | null, takenBack: number | null]
  /** Whether it failed because a lock met it in every step, from the large groups down to itself alone. */
  isLockedOut: readonly [switched: boolean, takenBack: boolean]
}

/** What is wrong with how a record ended: what was expected and what was found, or null when nothing is. */
export function findWrong(ending: Ending, fate: Fate): string | null {
  const steps = stepsOf(ending, fate)
  const ours = ending.writes.filter((write) => write.isOurs)
  const last = ending.writes.at(-1)
  const value = last ? last.value : ending.firstSeenUrl
  if (ending.inOrg !== value) return expected('in the org', value, ending.inOrg)
  if (ending.documentUrl !== value) return expected('in the ledger', value, ending.documentUrl)
  const wanted = fate.edit === null ? steps : steps.slice(0, ours.length)
  if (!isSame(values(ours), wanted)) return expected('as own writes', wanted, values(ours))
  const blind = ours.find((write, at) => isBlind(ending, write, at))
  if (blind) return expected('no write over a value that was there when it was compared', null, blind.value)
  const words = wordsOf(ending, fate, ours.length, last)
  return words.includes(ending.word) ? null : expected('as its state', words, ending.word)
}

/** Somebody's edit between the comparison and the write, which nothing in the platform can hold back (design.md section 7 step 5). */
export function isEditLost({ writes }: Ending): boolean {
  const edit = writes.find((write) => !write.isOurs)
  return edit !== undefined && writes.some((write) => write.isOurs && write.atMs > edit.atMs)
}

/** The values that we write to it when nobody comes between. */
function stepsOf(ending: Ending, { kind, isTakenBack }: Fate): (string | null)[] {
  const { targetUrl, firstSeenUrl, isLockedOut } = ending
  if (targetUrl === null || kind === 'refused' || kind === 'busy' || isLockedOut[0]) return []
  return isTakenBack && kind === 'plain' && !isLockedOut[1] ? [targetUrl, firstSeenUrl] : [targetUrl]
}

function isBlind({ writes, readAtMs }: Ending, write: Write, at: number): boolean {
  const edit = writes.find(({ isOurs, atMs }) => !isOurs && atMs < write.atMs)
  const readAt = readAtMs[at] ?? null
  return edit !== undefined && (readAt === null || edit.atMs < readAt)
}

function wordsOf(ending: Ending, { kind }: Fate, ourWrites: number, last: Write | undefined): string[] {
  if (ending.targetUrl === null) return [ending.word]
  const isEdited = last !== undefined && !last.isOurs
  if (isEdited) return ['conflicted', ...EDITED_AFTER[historyOf(ending, kind, ourWrites)]]
  if (ourWrites > 0) return [ourWrites === 1 ? 'confirmed' : 'rolled_back']
  return [kind === 'refused' ? 'refused' : 'verified']
}

function historyOf({ isLockedOut }: Ending, kind: Fate['kind'], ourWrites: number): keyof typeof EDITED_AFTER {
  if (kind !== 'plain') return kind
  if (isLockedOut[0]) return 'busy'
  return ourWrites === 2 ? 'taken-back' : 'plain'
}

/**
 * Besides `conflicted`, of a record that was edited when we had done with it and had not left a value of ours there. One that
 * was never written has left the scope with the vendor's URL, unless the edit was seen while its write was still in doubt.
 */
const EDITED_AFTER = {
  plain: [],
  'refused-back': [],
  refused: ['refused'],
  busy: ['changed', 'foreign-host'],
  'taken-back': ['rolled_back'],
}

function values(writes: readonly Write[]): (string | null)[] {
  return writes.map((write) => write.value)
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at])
}

function expected(where: string, wanted: unknown, found: unknown): string {
  return `expected ${where} ${JSON.stringify(wanted)}, found ${JSON.stringify(found ?? null)}`
}
