import { writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { startEmbeddedPostgres } from '../server/adapters/postgres/embedded.ts'
import type { Overview } from '../server/ports/tracking/reads.ts'
import { type Sandbox, type SandboxSettings, startSandbox, type ZooFamily } from '../test/sandbox/client.ts'
import type { DocliftApi, RunDetail } from './demo/api.ts'
import { checkIndependently } from './demo/check.ts'
import { type DemoOptions, readDemoOptions } from './demo/options.ts'
import { openPages, type Pages } from './demo/pages.ts'
import { type DemoPlaces, demoPlaces, resetDemo } from './demo/places.ts'
import { type DemoReport, formatReport, gateOf, imbalances, inventoryOf, sumSwitches } from './demo/report.ts'
import { type RunningService, startService } from './demo/service.ts'
import { formatEnvFile, serviceSettings } from './demo/settings.ts'
import { catchUp, copyAgain, phaseOne, phaseTwo, type Stage, takeBack } from './demo/steps.ts'
import { changeBehindTheBack, judgeZoo, recordsFor, ZOO_RESTORE_SECONDS, ZOO_SETTINGS } from './demo/zoo.ts'

const SEED = 'demo'
/** States of records in scope whose copy is not verified. */
const NOT_COPIED = ['discovered', 'restoring', 'copied', 'changed', 'missing', 'failed'] as const
const say = (line: string) => process.stderr.write(`${line}\n`)

/** Both phases on fictional data over real protocols, one record taken back, and the result checked independently. */
async function demo(): Promise<number> {
  const options = readDemoOptions(process.argv.slice(2))
  const places = demoPlaces(options)
  if (options.isReset) await resetDemo(places)
  say('Starting the sandbox (org, vendor, S3 store), PostgreSQL and Doclift')
  await using running = new AsyncDisposableStack()
  const database = running.adopt(await startEmbeddedPostgres({ home: places.home, log: say }), (it) => it.stop())
  const sandbox = running.adopt(await startSandbox(sandboxOf(options, places)), (it) => it.stop())
  const settings = { ...(await serviceSettings(places.home, sandbox.info)), ...(options.hasZoo ? ZOO_SETTINGS : {}) }
  await writeFile(places.serviceEnv, formatEnvFile(settings), { mode: 0o600 })
  const service = running.adopt(await startService(settings, places.serviceLog), (it) => it.stop())
  const pages = options.isOnce ? undefined : running.use(openPages({ sandbox, serviceUrl: service.url, say }))
  const report = await perform(service, sandbox, database.ownerUrl, options)
  if (options.reportFile) await writeFile(options.reportFile, `${JSON.stringify(report, null, 2)}\n`)
  process.stdout.write(`${formatReport(report)}\n`)
  const wrong = imbalances(report)
  for (const sentence of wrong) say(`\n! ${sentence}`)
  if (pages) await stayUntilStopped(service, places, pages)
  return wrong.length === 0 ? 0 : 1
}

function sandboxOf({ records, hasZoo }: DemoOptions, { sandboxHome }: DemoPlaces): SandboxSettings {
  const zoo = hasZoo ? { zoo: true, restoreAfterSeconds: ZOO_RESTORE_SECONDS } : {}
  return { home: sandboxHome, records, seed: SEED, ...zoo }
}

async function perform(
  service: RunningService,
  sandbox: Sandbox,
  databaseUrl: string,
  { records, hasZoo }: DemoOptions,
): Promise<DemoReport> {
  const zoo = hasZoo ? await sandbox.control.zoo() : []
  const stage = stageOf(service, sandbox, zoo)
  await phaseOne(stage)
  const beforeGate = hasZoo ? await behindTheBack(stage, sandbox, zoo) : {}
  await phaseTwo(stage)
  const rolledBack = await takeBack(stage)
  const afterPhaseTwo = hasZoo ? await catchUp(stage) : {}
  const apiCalls = await sandbox.control.apiCalls()
  say('Checking the result independently')
  const check = await checkIndependently({
    org: sandbox.info.org,
    databaseUrl,
    urlBase: sandbox.info.store.publicBaseUrl,
    expectedDocument: (recordId) => sandbox.control.expectedDocument(recordId),
    alwaysRead: new Set(zoo.flatMap((family) => family.recordIds)),
  })
  return {
    records,
    ...(await whatTheServiceSays(service)),
    ...(hasZoo ? { zoo: await judgeZoo(databaseUrl, zoo), drift: { beforeGate, afterPhaseTwo } } : {}),
    rollback: { confirmed: (await service.api.overview()).byState.rolled_back ?? 0, recordId: rolledBack },
    check,
    apiCalls,
    peakRssBytes: (await service.api.metric('doclift_process_peak_resident_memory_bytes')) ?? 0,
  }
}

function stageOf({ api }: RunningService, { control }: Sandbox, zoo: readonly ZooFamily[]): Stage {
  const chosen = { toEdit: recordsFor(zoo, 'edit-after-plan'), toTakeBack: recordsFor(zoo, 'roll-back') }
  return {
    api,
    say,
    editBehindTheBack: (recordId) =>
      control.editRecord(recordId, { Document__c: `https://intranet.example/moved/${recordId}` }),
    ...(zoo.length > 0 ? { chosen } : {}),
  }
}

/** Between the phases people go on working; what was archived comes back meanwhile, or never does. */
async function behindTheBack(stage: Stage, sandbox: Sandbox, zoo: readonly ZooFamily[]): Promise<Overview['drift']> {
  say('Behind the back: a record moves, an Account is renamed, a record is deleted, a document gets a new version')
  await changeBehindTheBack(sandbox, zoo)
  await wait(ZOO_RESTORE_SECONDS * 1_000)
  const drift = await catchUp(stage)
  await copyAgain(stage)
  return drift
}

async function whatTheServiceSays({ api }: RunningService) {
  const switches = await details(api, 'switch')
  const overview = await api.overview()
  return {
    inventory: inventoryOf(overview),
    backup: await backupOf(api, overview),
    gate: gateOf(switches.find((run) => run.counts.planned > 0)?.gate),
    switch: sumSwitches(switches),
  }
}

async function details(api: DocliftApi, operation: string): Promise<RunDetail[]> {
  const runs = (await api.runs(operation)).filter((run) => !run.isDryRun && run.approvedBy !== null)
  return Promise.all(runs.map((run) => api.run(run.id)))
}

/** What all back-ups of this installation did together: an interrupted demo goes on where it stopped. */
async function backupOf(api: DocliftApi, { byState, verifiedBytes }: Overview): Promise<DemoReport['backup']> {
  const inScope = Object.values(byState).reduce((sum, count) => sum + count, 0)
  const failed = NOT_COPIED.reduce((sum, state) => sum + (byState[state] ?? 0), 0)
  const seconds = (await details(api, 'back_up')).reduce((sum, run) => sum + secondsOf(run), 0)
  return { verified: inScope - failed, failed, bytes: verifiedBytes, seconds }
}

function secondsOf({ startedAt, endedAt }: RunDetail): number {
  return startedAt && endedAt ? (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000 : 0
}

async function stayUntilStopped({ url, token }: RunningService, places: DemoPlaces, pages: Pages): Promise<void> {
  const lines = [
    '',
    'Everything is left running. Next steps:',
    ...(pages.address ? [`  the app, as an admin sees it: ${pages.address}`] : []),
    `  curl -H "authorization: Bearer ${token}" ${url}/v1/overview`,
    `  set -a; . ${places.serviceEnv}; set +a; npx doclift status`,
    `  the API is described at ${url}/openapi.json`,
    `  the log of the service: ${places.serviceLog}`,
    'Press Ctrl-C to stop. `npm run demo -- --reset` starts over.',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve))
}

/** A service that is gone makes `fetch` fail with a word that helps nobody. */
function explain(error: Error): string {
  if (!(error instanceof TypeError)) return error.message
  return 'Doclift stopped answering; service.log in .doclift/demo says why. Start the demo again: it goes on where it was.'
}

process.exitCode = await demo().catch((error: Error) => {
  say(explain(error))
  return 1
})
