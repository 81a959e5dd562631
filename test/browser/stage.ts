import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type RunningService, startService } from '../../scripts/demo/service.ts'
import { serviceSettings } from '../../scripts/demo/settings.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../../server/adapters/postgres/embedded.ts'
import { buildPages, type Sandbox, startSandbox } from '../sandbox/client.ts'
import { type Browser, openBrowser, type Page, readAxe } from './playwright.ts'
import type { Pictures } from './screenshots.ts'

/** Everything behind the pages, and the browser before them. */
export interface Stage {
  sandbox: Sandbox
  browser: Browser
  pictures: Pictures
  axe: string
  /** Reads something from the service by itself, past the pages. */
  get<Answer>(path: string): Promise<Answer>
  account(accountId: string): Promise<{ byState: Record<string, number> }>
  recordsOf(accountId: string, state?: string): Promise<RecordFacts[]>
  /** Waits until the vendor has brought back what was archived. */
  vendorHasRestored(): Promise<void>
  /** The address of the org. */
  orgUrl: string
  /** Ends the service as an outage would; the org's pages stay. */
  stopService(): Promise<void>
  startService(): Promise<void>
  /** Opens a page of the org as one of its personas, in a tab of its own. */
  open(path: string, persona?: string, width?: number): Promise<Page>
  /** What went wrong inside pages since it was last asked. */
  takeErrors(): string[]
  /** Keeps a picture of the page that was opened last, for whoever looks into a failure. Gives its file. */
  keepEvidence(): Promise<string | undefined>
  closePages(): Promise<void>
  dispose(): Promise<void>
}

export interface RecordFacts {
  recordId: string
  name: string
  copyState: string
  state: string
  contentType: string | null
}

const RECORDS = 300
const RESTORE_SECONDS = 1
const WAIT_MS = 60_000
const HEIGHT = 900
/** As in production, with sizes that fit the records. */
const IN_COHORTS = { SWITCH_CANARY_RECORDS: '20', SWITCH_COHORT_PERCENTAGES: '10' }
const EVIDENCE = join(import.meta.dirname, '..', '..', '.doclift', 'browser')

/** Starts a sandbox, a service with its own PostgreSQL, and a browser. */
export async function openStage(chromium: string, pictures: Pictures): Promise<Stage> {
  const say = (line: string) => console.log(line)
  const { folder } = await buildPages({ say, signal: AbortSignal.timeout(600_000) })
  const home = await mkdtemp(join(tmpdir(), 'doclift-browser-'))
  await using running = new AsyncDisposableStack()
  running.defer(() => rm(home, { recursive: true, force: true }))
  await startEmbeddedPostgres({ home, isDurable: false, log: say })
  running.defer(() => removeEmbeddedPostgres(home))
  const sandbox = await startSandbox({
    home: join(home, 'sandbox'),
    records: RECORDS,
    seed: 'browser',
    jobDelayMs: 20,
    restoreAfterSeconds: RESTORE_SECONDS,
  })
  running.defer(sandbox.stop)
  const settings = { ...(await serviceSettings(home, sandbox.info)), ...IN_COHORTS, DOUBT_SECONDS: '2' }
  let service: RunningService | undefined
  running.defer(() => service?.stop())
  const start = async () => {
    service = await startService(settings, join(home, 'service.log'))
    await sandbox.control.servePages({ folder, serviceUrl: service.url })
  }
  await start()
  const get = async <Answer>(path: string) => {
    const { url, token } = service as RunningService
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
    return (await answer.json()) as Answer
  }
  const browser = await openBrowser(chromium)
  running.defer(() => browser.close())
  const errors: string[] = []
  const pages: Page[] = []
  const started = running.move()
  return {
    sandbox,
    browser,
    pictures,
    axe: await readAxe(),
    orgUrl: sandbox.info.org.url,
    get,
    account: (accountId) => get(`/v1/accounts/${accountId}`),
    recordsOf: async (accountId, state) => {
      const page = await get<{ items: RecordFacts[] }>(`/v1/accounts/${accountId}/records?limit=200`)
      return page.items.filter((record) => state === undefined || record.state === state)
    },
    vendorHasRestored: () => wait(2_000 * RESTORE_SECONDS),
    stopService: async () => service?.stop(),
    startService: start,
    open: async (path, persona = 'admin', width = 1_280) => {
      const page = await openPage(browser, `${sandbox.info.org.url}${path}`, { persona, width, errors })
      pages.push(page)
      return page
    },
    takeErrors: () => errors.splice(0),
    keepEvidence: async () => {
      const path = join(EVIDENCE, `${Date.now()}.png`)
      await pages.at(-1)?.screenshot({ path, fullPage: true })
      return pages.length > 0 ? path : undefined
    },
    closePages: async () => {
      await Promise.all(pages.splice(0).map((page) => page.close()))
    },
    dispose: () => started.disposeAsync(),
  }
}

interface PageOptions {
  persona: string
  width: number
  errors: string[]
}

async function openPage(browser: Browser, url: string, { persona, width, errors }: PageOptions): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: HEIGHT }, locale: 'en-US' })
  page.setDefaultTimeout(WAIT_MS)
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content.Security.Policy/i.test(message.text())) errors.push(message.text())
  })
  await page.context().addCookies([{ name: 'sandbox_persona', value: persona, url: new URL(url).origin }])
  await page.goto(url)
  return page
}
