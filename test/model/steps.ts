import type { Draws } from '../sandbox/catalogue/draws.ts'
import type { Mishap, ModelRecord, ModelScope } from './reference-model.ts'

/** What somebody puts into the URL field behind the back of the service. */
export type EditKind = 'other-vendor-url' | 'foreign-url' | 'our-url' | 'first-url' | 'nothing'

export interface Edit {
  recordId: string
  value: string | null
}

export type Step =
  | { kind: 'edit'; edits: Edit[] }
  | { kind: 'release'; recordId: string }
  | { kind: 'catch-up' }
  | { kind: 'back-up' }
  | ({ kind: 'switch'; scope: ModelScope } & Meanwhile)
  | ({ kind: 'roll-back'; scope: ModelScope } & Meanwhile)

/** What happens between the plan and the writes. */
export interface Meanwhile {
  edits: Edit[]
  mishap?: Mishap
}

const EDIT_KINDS: readonly [EditKind, ...EditKind[]] = [
  'other-vendor-url',
  'other-vendor-url',
  'our-url',
  'first-url',
  'foreign-url',
  'nothing',
]
const SCOPE_KINDS: readonly ['everything', 'accounts', 'records', 'records'] = [
  'everything',
  'accounts',
  'records',
  'records',
]
const STREAM = { kind: 1, record: 2, edit: 3, scope: 4, size: 5, meanwhile: 6, override: 7, run: 8, mishap: 9 } as const

/** Draws the steps of one sequence: the same seed gives the same sequence as long as the records behave the same. */
export function stepMaker(draws: Draws, vendorUrl: string) {
  let draw = 0
  const next = () => {
    draw += 1
    return draw
  }
  const pick = <T>(choices: readonly [T, ...T[]], stream: number) => draws.pick(choices, stream, next())
  const someRecords = (records: readonly [ModelRecord, ...ModelRecord[]], most: number): ModelRecord[] => {
    const size = 1 + (draws.integer(STREAM.size, next()) % most)
    return [...new Set(Array.from({ length: size }, () => pick(records, STREAM.record)))]
  }
  const valueFor = (record: ModelRecord, kind: EditKind): string | null => {
    if (kind === 'our-url') return record.target
    if (kind === 'first-url') return record.first
    if (kind === 'nothing') return null
    const number = draws.integer(STREAM.edit, next()) % 1_000
    return kind === 'foreign-url' ? `https://intranet.example/${number}` : `${vendorUrl}${number}`
  }
  const edits = (records: readonly [ModelRecord, ...ModelRecord[]], most: number): Edit[] =>
    someRecords(records, most).map((record) => ({
      recordId: record.recordId,
      value: valueFor(record, pick(EDIT_KINDS, STREAM.edit)),
    }))
  const scopeOf = (records: readonly [ModelRecord, ...ModelRecord[]]): ModelScope => {
    const kind = pick<(typeof SCOPE_KINDS)[number]>(SCOPE_KINDS, STREAM.scope)
    if (kind === 'accounts') return { kind, accountIds: [pick(records, STREAM.record).accountId] }
    return kind === 'records' ? { kind, recordIds: someRecords(records, 6).map((one) => one.recordId) } : { kind }
  }
  const rollBackScope = (records: readonly [ModelRecord, ...ModelRecord[]], runs: readonly string[]): ModelScope => {
    const [first, ...rest] = runs.slice(-6)
    if (first !== undefined && draws.fraction(STREAM.run, next()) < 0.25) {
      return { kind: 'run', runId: pick([first, ...rest], STREAM.run) }
    }
    const scope = scopeOf(records)
    return scope.kind === 'records' && draws.fraction(STREAM.override, next()) < 0.5
      ? { ...scope, overridesConflicts: true }
      : scope
  }
  const mishap = (records: readonly [ModelRecord, ...ModelRecord[]]): { mishap?: Mishap } => {
    const fraction = draws.fraction(STREAM.mishap, next())
    const recordIds = someRecords(records, 12).map((one) => one.recordId)
    if (fraction < 0.2) return { mishap: { kind: 'refused', recordIds } }
    if (fraction < 0.24) return { mishap: { kind: 'locked', recordIds } }
    return fraction < 0.3 ? { mishap: { kind: 'answers-lost', recordIds: [] } } : {}
  }
  const meanwhile = (records: readonly [ModelRecord, ...ModelRecord[]]): Meanwhile => ({
    edits: draws.fraction(STREAM.meanwhile, next()) < 0.4 ? edits(records, 3) : [],
    ...mishap(records),
  })

  /** @param switches ids of the switches so far */
  return (records: readonly [ModelRecord, ...ModelRecord[]], switches: readonly string[]): Step => {
    const fraction = draws.fraction(STREAM.kind, next())
    if (fraction < 0.34) return { kind: 'edit', edits: edits(records, 2) }
    if (fraction < 0.62) return { kind: 'release', recordId: pick(records, STREAM.record).recordId }
    if (fraction < 0.7) return { kind: 'catch-up' }
    if (fraction < 0.78) return { kind: 'back-up' }
    if (fraction < 0.9) return { kind: 'switch', scope: scopeOf(records), ...meanwhile(records) }
    return { kind: 'roll-back', scope: rollBackScope(records, switches), ...meanwhile(records) }
  }
}
