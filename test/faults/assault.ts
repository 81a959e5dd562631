import { createDraws, type Draws } from '../sandbox/catalogue/draws.ts'
import type { Fault } from '../sandbox/org/server.ts'
import type { Fate } from './verdict.ts'

/** A record of the switch, before anything was done to it. */
export interface Target {
  recordId: string
  accountId: string
}

/** What others will do to the records of a switch: drawn once, so that it is known how each must end. */
export interface Assault {
  fates: ReadonlyMap<string, Fate>
  /** Accounts that are rolled back after the switch. */
  takenBack: string[]
  /** Records that are edited, by when. */
  edits: Record<'before' | 'duringSwitch' | 'duringRollback', string[]>
  rowFaults: Record<'switch' | 'rollback', Fault[]>
}

const STREAM = { account: 1, kind: 2, edit: 3 } as const
/** Parts of all records, beside each other. */
const KINDS = [
  ['refused', 0.01],
  ['refused-back', 0.01],
  ['busy', 0.001],
] as const
const EDITED = 0.01
const MANY_TIMES = 1_000_000
const NO_WRITES = 'Documents are not changed in tax season.'

/** Draws what happens to each record. */
export function planAssault(targets: readonly Target[], seed: string): Assault {
  const draws = createDraws(seed)
  const accounts = [...new Set(targets.map(({ accountId }) => accountId))].sort()
  const takenBack = new Set(accounts.filter((_, at) => draws.fraction(STREAM.account, at) < 0.5))
  const edited = targets.filter((_, at) => draws.fraction(STREAM.edit, at) < EDITED).map(({ recordId }) => recordId)
  const isEdited = new Set(edited)
  const fates = targets.map(({ recordId, accountId }, at): [string, Fate] => {
    const edit = isEdited.has(recordId) ? editOf(recordId) : null
    return [recordId, { kind: kindOf(draws, at), isTakenBack: takenBack.has(accountId), edit }]
  })
  const third = Math.ceil(edited.length / 3)
  return {
    fates: new Map(fates),
    takenBack: [...takenBack],
    edits: {
      before: edited.slice(0, third),
      duringSwitch: edited.slice(third, 2 * third),
      duringRollback: edited.slice(2 * third),
    },
    rowFaults: rowFaultsOf(fates),
  }
}

/** What somebody else writes to a record. */
export function editOf(recordId: string): string {
  return `https://edited.example/${recordId}`
}

function kindOf(draws: Draws, at: number): Fate['kind'] {
  let draw = draws.fraction(STREAM.kind, at)
  for (const [kind, share] of KINDS) {
    if (draw < share) return kind
    draw -= share
  }
  return 'plain'
}

function rowFaultsOf(fates: readonly (readonly [string, Fate])[]): Assault['rowFaults'] {
  const of = (kind: Fate['kind']) => fates.filter(([, fate]) => fate.kind === kind).map(([recordId]) => recordId)
  const refused = of('refused')
  const half = Math.ceil(refused.length / 2)
  const lasting: Fault[] = [
    { name: 'validation-rule', recordIds: refused.slice(0, half), message: NO_WRITES },
    {
      name: 'row-refused',
      recordIds: refused.slice(half),
      statusCode: 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
      message: 'insufficient access rights on cross-reference id',
      times: MANY_TIMES,
    },
    { name: 'unable-to-lock-row', recordIds: of('busy'), times: MANY_TIMES },
  ]
  return {
    switch: lasting,
    rollback: [...lasting, { name: 'validation-rule', recordIds: of('refused-back'), message: NO_WRITES }],
  }
}
