import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../server/adapters/clock/system-clock.ts'
import { uuidIds } from '../../../server/adapters/clock/uuid-ids.ts'
import type { App } from '../../../server/http/app.ts'
import { createToken } from '../../../server/operations/create-token.ts'
import {
  ACTOR,
  accountId,
  at,
  entries,
  entry,
  type Ledger,
  newUrl,
  openLedger,
} from '../../adapters/postgres/ledger.ts'
import { memoryServices } from '../memory-services.ts'
import { bearer, openApp } from '../requests.ts'

const RECORDS = 30

/** A list, the key of its items, and which keys are in it at a moment. */
interface List {
  url: string
  key: 'recordId' | 'accountId' | 'number'
  matching: string
}

const records = (where: string) => `select record_id from file_records where ${where}`
const runs = (where: string) => `select number::text from runs where ${where}`
const LISTS: readonly List[] = [
  { url: '/v1/records?', key: 'recordId', matching: records('true') },
  { url: '/v1/records?state=verified&', key: 'recordId', matching: records(`word = 'verified'`) },
  { url: '/v1/records?state=discovered&', key: 'recordId', matching: records(`word = 'discovered'`) },
  {
    url: `/v1/accounts/${accountId(1)}/records?`,
    key: 'recordId',
    matching: records(`account_id = '${accountId(1)}'`),
  },
  { url: '/v1/accounts?', key: 'accountId', matching: 'select account_id from accounts' },
  { url: '/v1/runs?state=planned&', key: 'number', matching: runs(`state = 'planned'`) },
  { url: '/v1/runs?', key: 'number', matching: runs('true') },
]

interface Change {
  kind: 'verify' | 'observe' | 'move' | 'add' | 'end'
  n: number
}

const changes: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('verify', 'verify', 'observe', 'move', 'add', 'end'),
  n: fc.nat(RECORDS - 1),
})

/** What really happens to records and runs, through the ledger itself. */
async function apply(ledger: Ledger, { kind, n }: Change): Promise<unknown> {
  switch (kind) {
    case 'verify':
      return ledger.verify(n)
    case 'observe':
      return ledger.discover([entry(n, { documentUrl: newUrl(n) })])
    case 'move':
      return ledger.discover([entry(n, { accountId: accountId(n % 3), accountName: 'Moved' })])
    case 'add': // one that may lie before what was read so far, and one that lies behind
      return ledger.discover([entry(RECORDS + n), entry(RECORDS * 3 - n)])
    case 'end':
      return ledger.endRun((await ledger.create('back_up')).id, 'succeeded', at(9))
  }
}

/** One reader of one list: what it was shown, and what was in the list at each moment from its first page to its last. */
interface Reader {
  list: List
  cursor: string | null
  seen: string[]
  moments: Set<string>[]
}

interface Page {
  items: Record<string, string | number>[]
  nextCursor: string | null
}

let ledger: Ledger
let app: App
let token: string

async function openLists(): Promise<void> {
  ledger = await openLedger()
  await ledger.discover(entries(RECORDS))
  await ledger.verify(...Array.from({ length: RECORDS / 2 }, (_, index) => index * 2))
  for (let count = 0; count < 8; count += 1) await ledger.create('back_up')
  const ports = { tracking: ledger, clock: systemClock, ids: uuidIds(systemClock) }
  token = (await createToken(ports, { name: 'reader', role: 'viewer', lifeDays: 1 }, ACTOR)).token
  app = await openApp(memoryServices({ clock: systemClock, tracking: ledger }))
  onTestFinished(() => app.close())
}

/** Reads all lists to their ends, with a change after each round of pages. */
async function readWhileChanging(limit: number, plan: readonly Change[]): Promise<Reader[]> {
  const readers = LISTS.map((list): Reader => ({ list, cursor: '', seen: [], moments: [] }))
  await noteMoment(readers)
  for (let round = 0; readers.some(isReading); round += 1) {
    const reading = readers.filter(isReading)
    for (const reader of reading) await readPage(reader, limit)
    const change = plan[round]
    if (change) await apply(ledger, change)
    await noteMoment(reading)
  }
  return readers
}

const isReading = ({ cursor }: Reader) => cursor !== null

async function readPage(reader: Reader, limit: number): Promise<void> {
  const { list, cursor } = reader
  const url = `${list.url}limit=${limit}${cursor && `&cursor=${cursor}`}`
  const page: Page = (await app.inject({ url, headers: bearer(token) })).json()
  reader.seen.push(...page.items.map((item) => String(item[list.key])))
  reader.cursor = page.nextCursor
}

async function noteMoment(readers: readonly Reader[]): Promise<void> {
  const sets = readers.map(
    ({ list }, index) => `select ${index} as list, key from (${list.matching}) as matching (key)`,
  )
  const rows = await ledger.sql<{ list: number; key: string }>(sets.join(' union all '))
  for (const [index, reader] of readers.entries()) {
    reader.moments.push(new Set(rows.filter(({ list }) => list === index).map(({ key }) => key)))
  }
}

function inAll(moments: readonly Set<string>[]): Set<string> {
  return moments.reduce((all, moment) => all.intersection(moment))
}

function inAny(moments: readonly Set<string>[]): Set<string> {
  return moments.reduce((all, moment) => all.union(moment))
}

/** The order of the key, and each once. */
function inOrder({ list, seen }: Reader): string[] {
  const unique = [...new Set(seen)]
  return list.key === 'number' ? unique.sort((left, right) => Number(right) - Number(left)) : unique.sort()
}

test('a list that is read while things change ends, misses nothing and repeats nothing', async () => {
  await openLists()
  let comings = 0
  const trials = fc.asyncProperty(
    fc.integer({ min: 2, max: 7 }),
    fc.array(changes, { minLength: 5, maxLength: 12 }),
    async (limit, plan) => {
      for (const reader of await readWhileChanging(limit, plan)) {
        const { list, seen, moments } = reader
        const [always, ever] = [inAll(moments), inAny(moments)]
        comings += ever.size - always.size
        expect([list.url, seen]).toEqual([list.url, inOrder(reader)])
        expect([list.url, [...always].filter((key) => !seen.includes(key))]).toEqual([list.url, []])
        expect([list.url, seen.filter((key) => !ever.has(key))]).toEqual([list.url, []])
      }
    },
  )
  await fc.assert(trials, { seed: 20_260_301, numRuns: 4, endOnFailure: true })
  expect(comings).toBeGreaterThan(10)
})
