import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { serviceSettings } from '../../scripts/demo/settings.ts'
import { readConfig } from '../../server/config.ts'
import { type Installation, openInstallation } from '../../server/wiring.ts'
import { type Sandbox, type SandboxInfo, startSandbox } from '../sandbox/client.ts'
import { judgeDeath } from './judge/judge.ts'
import { type LeftBehind, readLeftBehind, readTakeoverSeconds } from './left-behind.ts'
import { openHttpLink } from './links/http-link.ts'
import { openLedgerLink } from './links/ledger-link.ts'
import type { Link, LinkName, Watch } from './links/link.ts'
import { readValues } from './org-reading.ts'
import { createTrap, type Trap } from './trap.ts'
import { Witness } from './witness.ts'
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts'

/** Where the ledger of a world is. */
export interface LedgerAddress {
  ownerUrl: string
  appUrl: string
  /** Deletes it. */
  drop(): Promise<void>
  /** Its server goes down in order or like in a power cut, and comes back; only where it has a server of its own. */
  restart?(how: 'in-order' | 'killed'): Promise<void>
}

/** Bulk writes by ingest jobs of some dozen rows; Collections by calls. */
export type Way = 'Bulk' | 'Collections'

export interface WorldOptions {
  ledger: LedgerAddress
  seed: string
  way: Way
  /** After so many seconds without a sign of life the queue gives a task to another worker. */
  heartbeatSeconds: number
}

/** A small org with its vendor, a store and a ledger, and the links over which workers reach them. */
export interface World {
  sandbox: Sandbox
  links: Readonly<Record<LinkName, Link>>
  trap: Trap
  witness: Witness
  /** What people use to plan and approve; it works on nothing. */
  installation: Installation
  ledger: LedgerAddress
  /** What the org held before Doclift knew it, by record. */
  first: ReadonlyMap<string, string | null>
  /** Whether somebody halted a run on purpose and will resume it. */
  isHaltExpected: boolean
  startWorker(clockOffByMs?: number): WorkerProcess
  /** Rows of the ledger, read past every link; waits while the database is away. */
  rows<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>
  /** Judges what a worker that died left behind. */
  judgeDeath(): Promise<void>
  /** Seconds until the tasks of the worker that died last were at work again; undefined when that is not known, or was told. */
  takeTakeoverSeconds(): Promise<number | undefined>
  tellWrong(sentence: string): void
  /** What was found not to hold since the last time. */
  takeWrong(): string[]
  /** What is worth a line in the report. */
  note(sentence: string): void
  takeNote(): string
  dispose(): Promise<void>
}

/** The smallest org with every extreme, one of its documents large enough for fourteen parts. */
const RECORDS = 200
const LEDGER_AWAY_MS = 60_000
const SILENT = { info() {}, warn() {}, error() {} }

const BY_WAY: Readonly<Record<Way, Record<string, string>>> = {
  Bulk: { COLLECTIONS_UP_TO: '0', SWITCH_BATCH: '60' },
  Collections: { COLLECTIONS_UP_TO: '10000', SWITCH_BATCH: '60' },
}

/** A call of Collections ends before its batch can be given to somebody else, and is settled soon after that. */
const TIMES = { COLLECTIONS_TIMEOUT_SECONDS: '2', DOUBT_SECONDS: '3' }

export async function openWorld({ ledger, seed, way, heartbeatSeconds }: WorldOptions): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), 'doclift-crash-'))
  const sandbox = await startSandbox({ home: join(home, 'sandbox'), records: RECORDS, seed, jobDelayMs: 100 })
  const witness = new Witness()
  const trap = createTrap((sight) => witness.see(sight))
  const links = await openLinks(sandbox.info, ledger, trap.watch)
  const settings = {
    ...(await serviceSettings(home, throughLinks(sandbox.info, links))),
    ...{ COPY_BATCH: '40', COPY_PARALLEL: '4', ...BY_WAY[way], ...TIMES },
  }
  const rows = readerOf(ledger.ownerUrl)
  await rows('update pgboss.queue set heartbeat_seconds = $1, retry_delay_max = 1', [heartbeatSeconds])
  const installation = await openInstallation(readConfig({ ...settings, DATABASE_URL: ledger.appUrl }), SILENT)
  await installation.bind()
  const databaseUrl = withHost(ledger.appUrl, links.ledger.host)
  const workers = new Set<WorkerProcess>()
  const [wrong, notes]: [string[], string[]] = [[], []]
  let left: LeftBehind | undefined
  let isOver = false
  const first = await readValues(sandbox.info.org)
  const world: World = {
    ...{ sandbox, links, trap, witness, installation, rows, ledger, first, isHaltExpected: false },
    startWorker(clockOffByMs) {
      if (isOver) throw new Error('This story is over.')
      const worker = startWorkerProcess({ ...settings, DATABASE_URL: databaseUrl }, clockOffByMs)
      workers.add(worker)
      return worker
    },
    async judgeDeath() {
      left = await readLeftBehind(world)
      wrong.push(...(await judgeDeath(world)))
    },
    async takeTakeoverSeconds() {
      const seconds = left && (await readTakeoverSeconds(world, left))
      left = undefined
      return seconds
    },
    tellWrong: (sentence) => void wrong.push(sentence),
    takeWrong: () => wrong.splice(0),
    note: (sentence) => void notes.push(sentence),
    takeNote: () => notes.splice(0).join('; '),
    async dispose() {
      isOver = true
      for (const worker of workers) await worker.kill()
      await sandbox.kill()
      for (const link of Object.values(links)) await link.close()
      await installation.close()
      await ledger.drop()
      await rm(home, { recursive: true, force: true })
    },
  }
  return world
}

async function openLinks({ org, vendor, store }: SandboxInfo, ledger: LedgerAddress, watch: Watch) {
  const [fileHost = ''] = vendor.fileHosts
  const hostOf = (url: string) => new URL(url).host
  const files = await openHttpLink({ name: 'files', upstream: fileHost, watch, saysUpstreamHost: true })
  const ownOrg: Record<string, string> = {}
  const orgLink = await openHttpLink({ name: 'org', upstream: hostOf(org.url), watch, renamed: ownOrg })
  ownOrg[hostOf(org.url)] = orgLink.host
  return {
    org: orgLink,
    vendor: await openHttpLink({
      name: 'vendor',
      upstream: hostOf(vendor.apiUrl),
      watch,
      renamed: { [fileHost]: files.host },
    }),
    files,
    store: await openHttpLink({ name: 'store', upstream: hostOf(store.url), watch }),
    ledger: await openLedgerLink({ upstreamPort: () => Number(new URL(ledger.appUrl).port), watch }),
  }
}

/** What the worker is told of the sandbox: the same, behind the links. */
function throughLinks(info: SandboxInfo, links: Readonly<Record<LinkName, Link>>): SandboxInfo {
  return {
    ...info,
    org: { ...info.org, url: withHost(info.org.url, links.org.host) },
    vendor: { ...info.vendor, apiUrl: withHost(info.vendor.apiUrl, links.vendor.host), fileHosts: [links.files.host] },
    store: { ...info.store, url: withHost(info.store.url, links.store.host) },
  }
}

/** The same address, reached somewhere else. */
export function withHost(url: string, host: string): string {
  const changed = new URL(url)
  changed.host = host
  return changed.href.replace(/\/$/, '')
}

function readerOf(url: string): World['rows'] {
  return async <Row extends object>(sql: string, parameters: readonly unknown[] = []) => {
    for (const until = Date.now() + LEDGER_AWAY_MS; ; ) {
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => {})
      try {
        await client.connect()
        return (await client.query(sql, [...parameters])).rows as Row[]
      } catch (error) {
        if (!isAway(error) || Date.now() > until) throw error
      } finally {
        await client.end().catch(() => {})
      }
      await wait(200)
    }
  }
}

/** Errors of the socket, and what a server says that stops or starts. */
function isAway(error: unknown): boolean {
  const { code = '', message } = error as { code?: string; message: string }
  return /^(ECONN|EPIPE|57P|08|53)/.test(code) || message.includes('Connection terminated')
}
