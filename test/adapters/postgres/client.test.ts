import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../server/adapters/postgres/client.ts'
import { entry, openLedger } from './ledger.ts'

test('a server that refuses connections is unavailable, and that is transient', async () => {
  const url = `postgres://doclift_app:secret@127.0.0.1:${await unusedPort()}/doclift`
  const opened = openDatabase({ url, maxConnections: 1 })
  await expect(opened).rejects.toMatchObject({ code: 'database.unavailable', behaviour: 'transient' })
})

test('a wrong password is refused without being told', async () => {
  const ledger = await openLedger()
  const url = new URL(ledger.appUrl)
  url.password = 'not-the-password'
  const error = await openDatabase({ url: url.href, maxConnections: 1 }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'database.refused', behaviour: 'fatal' })
  expect(String((error as Error).message)).not.toContain('not-the-password')
})

test('the ledger works again after its connections were cut', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.cutConnections()
  await expect
    .poll(() =>
      ledger.ping().then(
        () => 'answers',
        () => 'silent',
      ),
    )
    .toBe('answers')
  expect((await ledger.readOverview()).total).toBe(1)
})

test('a connection that is cut under a statement is a transient error', async () => {
  const ledger = await openLedger()
  const database = await openDatabase({ url: ledger.appUrl, maxConnections: 1 })
  const observer = await openDatabase({ url: ledger.appUrl, maxConnections: 1 })
  const waiting = database.rows('select pg_sleep(30)').catch((error: unknown) => error)
  await expect
    .poll(() => observer.rows(`select from pg_stat_activity where query = 'select pg_sleep(30)'`))
    .toHaveLength(1)
  await ledger.cutConnections()
  expect(await waiting).toMatchObject({ code: 'database.unavailable', behaviour: 'transient' })
  await database.close()
  await observer.close()
})

test.each([
  ['53100', 'a full disk'],
  ['53200', 'memory that is used up'],
])('a server without room (%s, %s) is a transient error', async (state) => {
  const ledger = await openLedger()
  const database = await openDatabase({ url: ledger.appUrl, maxConnections: 1 })
  const full = database.rows(`do $$ begin raise exception 'could not extend file' using errcode = '${state}'; end $$`)
  await expect(full).rejects.toMatchObject({ code: 'database.unavailable', behaviour: 'transient' })
  await database.close()
})

test('a transaction that fails half-way leaves nothing', async () => {
  const ledger = await openLedger()
  const database = await openDatabase({ url: ledger.appUrl, maxConnections: 1 })
  const failing = database.transaction(async (tx) => {
    await tx.rows(`insert into accounts values ('001Kx000000000AAAA', 'A')`)
    await tx.rows('select 1 / 0')
  })
  await expect(failing).rejects.toMatchObject({ code: 'database.failed' })
  expect(await ledger.sql('select 1 from accounts')).toEqual([])
  await database.close()
})

test('errors of the database quote no rows', async () => {
  const ledger = await openLedger()
  const database = await openDatabase({ url: ledger.appUrl, maxConnections: 1 })
  const insert = `insert into accounts values ('001Kx000000000AAAA', 'https://vendor.example/?signature=hidden')`
  await database.rows(insert)
  const error = (await database.rows(insert).catch((thrown: unknown) => thrown)) as Error & { cause: Error }
  expect(error).toMatchObject({ code: 'database.constraint', facts: { constraint: 'accounts_pkey' } })
  expect(`${error.message} ${error.cause.message} ${JSON.stringify(error.cause)}`).not.toContain('hidden')
  await database.close()
})

async function unusedPort(): Promise<number> {
  const server = createServer()
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('a transaction whose connection breaks gives its place in the pool back', async () => {
  const ledger = await openLedger()
  const database = await openDatabase({ url: ledger.appUrl, maxConnections: 1 })
  const broken = database.transaction(async (tx) => {
    await tx.rows('select 1')
    await ledger.cutConnections()
    await tx.rows('select 1')
  })
  await expect(broken).rejects.toMatchObject({ code: 'database.unavailable' })
  expect(await database.rows('select 1 as one')).toEqual([{ one: 1 }])
  await database.close()
})
