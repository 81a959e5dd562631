import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSalesforceOrg } from '../../server/adapters/salesforce/salesforce-org.ts'
import { advanceRun } from '../../server/operations/advance-run.ts'
import type { Context } from '../../server/operations/context.ts'
import { startRun } from '../../server/operations/start-run.ts'
import { clientOptions } from '../adapters/salesforce/client-options.ts'
import { createDraws } from '../sandbox/catalogue/draws.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'
import { Round, type Table } from './round.ts'

/** `PROTOCOL_SEED` and `PROTOCOL_ROUNDS` play others, or more. */
const SEED = process.env.PROTOCOL_SEED ?? 'takeovers'
const ROUNDS = Number(process.env.PROTOCOL_ROUNDS ?? 12)
const RECORDS_OF_A_ROUND = 5
const NEVER_STOPPED = new AbortController().signal
const NO_LIMIT_MS = 2 ** 31 - 1

describe('workers, zombies, an editor and late requests at one batch, in an order that is drawn', () => {
  let doclift: TestInstallation
  let ledger: pg.Client
  let unused: string[]

  beforeAll(async () => {
    doclift = await openTestInstallation({
      sandbox: { records: 100 + ROUNDS * 2 * (RECORDS_OF_A_ROUND + 2), seed: SEED, jobDelayMs: 0 },
      hasWorker: false,
    })
    ledger = new pg.Client({ connectionString: doclift.ownerUrl })
    await ledger.connect()
    const { run } = await doclift.services.planRun(
      { operation: 'inventory', scope: { kind: 'everything' }, isDryRun: false, limits: {} },
      doclift.actor,
    )
    await advanceRun(doclift.context, run.id, NEVER_STOPPED)
    await advanceRun(doclift.context, run.id, NEVER_STOPPED)
    unused = await pretendCopies()
  }, NO_LIMIT_MS)
  afterAll(async () => {
    await ledger.end()
    await doclift.dispose()
  })

  test.each([
    { way: 'Collections', collectionsUpTo: 1_000 },
    { way: 'ingest jobs', collectionsUpTo: 0 },
  ])(
    'by $way, no write leaves without its before-image and comparison, and org and ledger agree at the end',
    async ({ way, collectionsUpTo }) => {
      for (let round = 1; round <= ROUNDS; round += 1) {
        const played = await newRound(`${SEED} ${way} ${round}`, collectionsUpTo)
        await played.play()
        if (process.env.PROTOCOL_TRACE) console.error(`${way} ${round}\n${played.trace.join('\n')}`)
      }
    },
    NO_LIMIT_MS,
  )

  async function newRound(seed: string, collectionsUpTo: number): Promise<Round> {
    const switching = { ...doclift.context.settings.switching, collectionsUpTo, ...TIMES }
    const context: Context = { ...doclift.context, probes: [], settings: { ...doclift.context.settings, switching } }
    const recordIds = unused.splice(0, RECORDS_OF_A_ROUND)
    const request = { operation: 'switch' as const, scope: { kind: 'records' as const, recordIds } }
    const { run } = await doclift.services.planRun({ ...request, isDryRun: false, limits: {} }, doclift.actor)
    await advanceRun(context, run.id, NEVER_STOPPED)
    const planned = await context.ports.tracking.getRun(run.id)
    await startRun(context, run.id, planned?.planHash ?? '', doclift.actor)
    await advanceRun(context, run.id, NEVER_STOPPED)
    const [batch, ...others] = await context.ports.tracking.batchesOf(run.id)
    expect(others).toEqual([])
    const { rows } = await ledger.query(
      `select record_id as "recordId", expected_url as expected, target_url as target from run_items
       where run_id = $1 and left_out_reason is null order by record_id`,
      [run.id],
    )
    expect(rows).toHaveLength(RECORDS_OF_A_ROUND)
    return new Round(tableOf(context), createDraws(seed), batch?.batchId ?? '', rows)
  }

  function tableOf(context: Context): Table {
    const { clientId, clientSecret } = doclift.sandbox.info.org
    const auth = { kind: 'client-credentials' as const, clientId, clientSecret }
    const openOrg: Table['openOrg'] = (url, clock) => openSalesforceOrg(clientOptions(url, { auth, clock }))
    return { doclift, context, ledger, openOrg }
  }

  async function pretendCopies(): Promise<string[]> {
    const rows = await runSql<{ record_id: string }>(
      doclift.ownerUrl,
      `update file_records set copy_state = 'verified', verified_at = now(), source_confirmed_at = now(), attestation = 'sha256',
         checksum_algorithm = 'sha256', checksum = repeat('a', 64), source_fingerprint = 'f', object_key = 'k/' || record_id, object_etag = 'e',
         object_size_bytes = 1
       where out_of_scope_reason is null returning record_id`,
    )
    return rows.map((row) => row.record_id).sort()
  }
})

/** As in production, but that a deadline of the real clock ends nothing. */
const TIMES = { collectionsTimeoutMs: 60_000, doubtMs: 600_000, pollMs: 1_000, jobQueuedLimitMs: 3_600_000 }
