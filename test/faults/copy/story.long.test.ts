import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDraws } from '../../sandbox/catalogue/draws.ts'
import { runSql } from '../../support/sql.ts'
import { readStoryOptions } from '../options.ts'
import { type Destination, openDestination } from './destination.ts'
import { armFaults } from './faults.ts'
import { findObjectsOfNobody, type LedgerRow, readEndings, strikesByRecord } from './readings.ts'
import { describeStory, type Story } from './report.ts'
import { type Ending, findWrong, lastingFailures } from './verdict.ts'
import { openWorld, type World } from './world.ts'

/** `npm run test:faults -- copy` plays it larger. */
const options = readStoryOptions('copy', '600')
const NO_LIMIT_MS = 2 ** 31 - 1
/** Documents that are stored in parts, one in so many. */
const LARGE_ONE_IN = 160
const LARGE_BYTES = { least: 6_000_000, most: 20_000_000 }
const STREAM = 90
const KILL_AT = 0.3
const AWAY_AT = 0.6
const AWAY_MS = 3_000
/** A record that nothing lasting keeps from being copied fails in each of them less than once in ten times. */
const MOST_BACK_UPS = 6

describe(`${options.records} records, backed up while every fault of source and destination strikes`, () => {
  const startedAtMs = performance.now()
  const uncopied: number[] = []
  let world: World
  let destination: Destination
  let leftByKill = 0
  let endings: Ending[]

  beforeAll(async () => {
    world = await openWorld(options)
    destination = openDestination(world.doclift.sandbox.info.store)
    expect((await world.perform('inventory')).state).toBe('succeeded')
    await enlarge()
    await armFaults(world.doclift.sandbox, options.share, options.seed)
  }, NO_LIMIT_MS)
  afterAll(async () => {
    destination.close()
    await world.dispose()
  }, NO_LIMIT_MS)

  test(
    'a back-up ends though a worker is killed and the destination is away, and names what each record without a copy met',
    async () => {
      await backUp(whenReached([KILL_AT, kill], [AWAY_AT, goAway], [0, remember]))
      expect(world.workers.ended.killed).toBe(1)
      expect(wrongIn(await readAll(), { mayPass: true, wasAway: true })).toEqual([])
    },
    NO_LIMIT_MS,
  )

  test(
    'tried again, each record has a copy that is its document bit for bit, or the one failure that was planted',
    async () => {
      for (let backUps = 1; backUps < MOST_BACK_UPS && (await mayStillBeCopied()) > 0; backUps += 1) {
        await backUp(remember)
      }
      await world.doclift.sandbox.vendor.clearFaults()
      await world.doclift.sandbox.store.clearFaults()
      endings = await readAll({ isFinal: true })
      const [wrong, ofNobody] = [wrongIn(endings, { mayPass: false, wasAway: false }), await objectsOfNobody()]
      await tell([...wrong, ...ofNobody.unknown], ofNobody.earlier.length)
      expect([...wrong, ...ofNobody.unknown]).toEqual([])
    },
    NO_LIMIT_MS,
  )

  test('no upload is left unfinished but those whose id nobody could know', async () => {
    const lost = (await strikes('store')).filter(
      (strike) => strike.operation === 'create-upload' && /after-write|in-answer/.test(strike.with),
    )
    const left = await destination.unfinishedUploads()
    expect(left.length).toBeLessThanOrEqual(lost.length + leftByKill)
  })

  const ledger = () =>
    runSql<LedgerRow>(
      world.doclift.ownerUrl,
      `select record_id as "recordId", identifier, name, word, failure_code as code, failure_sentence as sentence,
         object_key as "objectKey"
       from file_records where out_of_scope_reason is null order by record_id`,
    )
  const strikes = (side: 'vendor' | 'store') => world.doclift.sandbox[side].strikes()

  async function backUp(meanwhile: (share: number) => Promise<void>): Promise<void> {
    await world.perform('back_up', meanwhile)
    uncopied.push((await ledger()).filter(({ word }) => word !== 'verified').length)
  }

  /** Gives some documents so many bytes that they are stored in parts. */
  async function enlarge(): Promise<void> {
    const draws = createDraws(options.seed)
    const rows = (await ledger()).filter((_, at) => at % LARGE_ONE_IN === 1)
    for (const [at, { identifier }] of rows.entries()) {
      const bytes = LARGE_BYTES.least + draws.fraction(STREAM, at) * (LARGE_BYTES.most - LARGE_BYTES.least)
      await world.doclift.sandbox.vendor.resize(identifier, Math.round(bytes))
    }
  }

  async function remember(): Promise<void> {
    await world.workers.peakMemory()
  }

  async function kill(): Promise<void> {
    await world.workers.kill()
    leftByKill = (await destination.unfinishedUploads()).length
  }

  async function goAway(): Promise<void> {
    await world.doclift.sandbox.store.refuseConnections(AWAY_MS)
  }

  /** Reads both stores and the ledger. The stores are read under faults unless it is final, so objects only then. */
  async function readAll({ isFinal = false } = {}): Promise<Ending[]> {
    const rows = await ledger()
    const struck = strikesByRecord(rows, [...(await strikes('vendor')), ...(await strikes('store'))])
    const expectedOf = (recordId: string) => world.doclift.sandbox.control.expectedDocument(recordId)
    const read = isFinal ? rows : rows.filter(({ word }) => word !== 'verified')
    return readEndings(read, struck, expectedOf, destination)
  }

  async function mayStillBeCopied(): Promise<number> {
    const without = (await readAll()).filter(({ word }) => word !== 'verified')
    return without.filter((ending) => lastingFailures(ending).length === 0).length
  }

  async function objectsOfNobody() {
    const rows = await ledger()
    return findObjectsOfNobody(await destination.keys(), rows, strikesByRecord(rows, await strikes('vendor')))
  }

  async function tell(wrong: readonly string[], earlierVersions: number): Promise<void> {
    const file = process.env.FAULT_REPORT
    if (file === undefined) return
    const { sandbox } = world.doclift
    const [requests, stored] = [await sandbox.vendor.totals(), await sandbox.store.totals()]
    const story: Story = {
      ends: endings.map(({ word, code }) => `${word} ${word === 'verified' ? '' : code}`),
      vendorStrikes: await strikes('vendor'),
      storeStrikes: await strikes('store'),
      uncopied,
      requests: { ...requests, stored: stored.puts },
      storedBytes: stored.bytes,
      earlierVersions,
      unfinishedUploads: (await destination.unfinishedUploads()).length,
      workers: world.workers.ended,
      seconds: (performance.now() - startedAtMs) / 1_000,
      peakMemoryBytes: await world.workers.peakMemory(),
      wrong,
    }
    await writeFile(file, describeStory(story))
  }
})

function wrongIn(endings: readonly Ending[], may: Parameters<typeof findWrong>[1]): string[] {
  return endings.flatMap((ending) => {
    const wrong = findWrong(ending, may)
    const met = ending.strikes.map((strike) => `${strike.operation} ${strike.with}`).join(', ')
    return wrong === null ? [] : [`${ending.recordId} (${ending.name}; met ${met || 'nothing'}): ${wrong}`]
  })
}

/** Does each act once its share is reached; those from 0 on again and again. */
function whenReached(...acts: readonly (readonly [share: number, act: () => Promise<void>])[]) {
  const done = new Set<number>()
  return async (share: number) => {
    for (const [from, act] of acts) {
      if (share < from || done.has(from)) continue
      if (from > 0) done.add(from)
      await act()
    }
  }
}
