import type { Overview } from '../../server/ports/tracking/reads.ts'
import { ApiRefusal, type DocliftApi, type RunDetail } from './api.ts'
import { followToEnd, followUntil, hasEnded } from './follow.ts'

/** A trial switches at most this many records of one Account, through Collections. */
const TRIAL_RECORDS = 40
/** Records taken back by one run: as many as one Collections call takes. */
const MOST_IN_SCOPE = 200

/** What the steps need beside the API: a narrator, and somebody else in the org who edits a record. */
export interface Stage {
  api: DocliftApi
  say(line: string): void
  /** Changes the URL of a record in the org as another user would, behind Doclift's back. */
  editBehindTheBack(recordId: string): Promise<void>
  /** Records that are to be edited and taken back; without it, one of each that is found. */
  chosen?: { toEdit: readonly string[]; toTakeBack: readonly string[] }
}

/** Reads every entry, copies what is not copied yet, and confirms nothing was changed in Salesforce by it. */
export async function phaseOne(stage: Stage): Promise<void> {
  await perform(stage, 'inventory', 'Inventory: every entry of the object')
  await perform(stage, 'back_up', 'Phase 1: back up (changes nothing in Salesforce)')
}

/** Looks for what moved in Salesforce and says what is open of it, by kind. */
export async function catchUp(stage: Stage): Promise<Overview['drift']> {
  await perform(stage, 'catch_up', 'Look for changes: what moved in Salesforce')
  const { drift } = await stage.api.overview()
  stage.say(`  ${describeDrift(drift)}`)
  return drift
}

/** Reads the names of Accounts anew, copies what people changed, and asks again for what is being restored. */
export async function copyAgain(stage: Stage): Promise<void> {
  await perform(stage, 'inventory', 'Inventory again: an Account that is renamed leaves no trace on its records')
  await perform(stage, 'back_up', 'Back up again: archived documents are asked for once more')
}

/** Switches one small Account as a trial, then everything else; a run that an earlier demo left goes on first. */
export async function phaseTwo(stage: Stage): Promise<void> {
  await finishOpenSwitches(stage)
  const overview = await stage.api.overview()
  if ((overview.byState.confirmed ?? 0) === 0) await switchTrialAccount(stage)
  const { byState } = await stage.api.overview()
  if ((byState.verified ?? 0) > 0) await switchScope(stage, { kind: 'everything' }, 'Phase 2: switch links, everything')
}

/** Takes one switched record back, or all that were chosen, unless an earlier demo did. Returns one of them. */
export async function takeBack(stage: Stage): Promise<string | null> {
  const held = await stage.api.firstRecord('rolled_back')
  if (held !== undefined) return held
  const recordIds = stage.chosen?.toTakeBack ?? (await someRecord(stage, 'confirmed'))
  stage.say(`Roll back: ${nameRecords(recordIds)}`)
  for (let start = 0; start < recordIds.length; start += MOST_IN_SCOPE) {
    await rollBack(stage, recordIds.slice(start, start + MOST_IN_SCOPE))
  }
  return recordIds[0] ?? null
}

async function rollBack({ api }: Stage, recordIds: readonly string[]): Promise<void> {
  const [only, ...others] = recordIds
  const isOne = only !== undefined && others.length === 0
  const run = isOne ? await api.rollBack(only) : await api.startRun('roll_back', { kind: 'records', recordIds })
  await followToEnd(api, run.id)
}

async function someRecord({ api }: Stage, state: string): Promise<string[]> {
  const recordId = await api.firstRecord(state)
  return recordId === undefined ? [] : [recordId]
}

async function perform({ api, say }: Stage, operation: string, title: string): Promise<void> {
  say(title)
  const open = (await api.runs(operation)).find((run) => !hasEnded({ state: run.state }))
  if (open) say(`  going on with Job ${open.number}`)
  const run = open ?? (await api.startRun(operation, { kind: 'everything' }))
  await followToEnd(api, run.id)
}

/** An Account of which every document is copied, because the gate looks at the trial alone. */
async function switchTrialAccount(stage: Stage): Promise<void> {
  const accounts = await stage.api.accounts()
  const isWhole = ({ missing = 0, failed = 0 }: Record<string, number>) => missing + failed === 0
  const whole = accounts.filter(({ byState }) => isWhole(byState))
  const small = whole.filter(({ byState }) => between(byState.verified ?? 0, 2, TRIAL_RECORDS))
  const trial = small.toSorted((a, b) => (b.byState.verified ?? 0) - (a.byState.verified ?? 0))[0]
  if (!trial) return
  const scope = { kind: 'accounts' as const, accountIds: [trial.accountId] }
  await switchScope(stage, scope, `Phase 2: a trial on one Account, ${trial.name}`)
}

async function switchScope(stage: Stage, scope: Parameters<DocliftApi['startRun']>[1], title: string): Promise<void> {
  stage.say(title)
  const { id } = await stage.api.startRun('switch', scope)
  const planned = await followUntil(stage.api, id, (run) => run.planHash !== null || hasEnded(run))
  await approveAndFollow(stage, planned)
}

/** Approves a plan as it stands. Before it somebody else edits planned records, to show what happens then. */
async function approveAndFollow(stage: Stage, planned: RunDetail): Promise<void> {
  for (const line of planned.gate?.lines ?? []) stage.say(`  ${line.outcome === 'passed' ? '=' : '!'} ${line.sentence}`)
  if (planned.scope.kind === 'everything' || stage.chosen) await surprise(stage, planned)
  await stage.api.approve(planned.id, planned.planHash ?? '')
  await followToEnd(stage.api, planned.id)
}

async function surprise(stage: Stage, planned: RunDetail): Promise<void> {
  const recordIds = stage.chosen ? await plannedOf(stage, stage.chosen.toEdit, planned) : await oneToEdit(stage)
  if (recordIds.length === 0) return
  stage.say(`  somebody else changes ${nameRecords(recordIds)} now, after the plan was made`)
  for (const recordId of recordIds) await stage.editBehindTheBack(recordId)
}

async function oneToEdit(stage: Stage): Promise<string[]> {
  return (await someRecord(stage, 'conflicted')).length > 0 ? [] : await someRecord(stage, 'verified')
}

/** Those that the plan takes; one that was edited before would close its gate. */
async function plannedOf({ api }: Stage, recordIds: readonly string[], { scope }: RunDetail): Promise<string[]> {
  const planned: string[] = []
  for (const recordId of recordIds) {
    const { state, accountId } = await api.record(recordId)
    const isInScope = scope.kind !== 'accounts' || scope.accountIds.includes(accountId ?? '')
    if (state === 'verified' && isInScope) planned.push(recordId)
  }
  return planned
}

function describeDrift(drift: Overview['drift']): string {
  const kinds = Object.entries(drift).map(([kind, count]) => `${count.toLocaleString()} ${kind}`)
  return kinds.length === 0 ? 'nothing moved' : kinds.join(', ')
}

function nameRecords(recordIds: readonly string[]): string {
  return recordIds.length === 1 ? `record ${recordIds[0]}` : `${recordIds.length} records`
}

/** Goes on with switch runs that were interrupted; a plan that cannot be approved any more is left for a new one. */
async function finishOpenSwitches(stage: Stage): Promise<void> {
  for (const { id, number, state } of (await stage.api.runs('switch')).toReversed()) {
    if (hasEnded({ state })) continue
    stage.say(`Phase 2: going on with Job ${number}`)
    const run = await followUntil(stage.api, id, (now) => now.planHash !== null || hasEnded(now))
    if (run.state === 'planned') await approveIfPossible(stage, run)
    else await followToEnd(stage.api, id)
  }
}

async function approveIfPossible(stage: Stage, run: RunDetail): Promise<void> {
  try {
    await approveAndFollow(stage, run)
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error
    stage.say(`  Job ${run.number} is not started: ${error.message}`)
  }
}

function between(value: number, low: number, high: number): boolean {
  return value >= low && value <= high
}
