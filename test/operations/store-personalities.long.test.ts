import { expect, test } from 'vitest'
import { checkIndependently } from '../../scripts/demo/check.ts'
import type { Attestation } from '../../server/domain/object/checksum.ts'
import { type PersonalityName, personalitiesOf } from '../sandbox/client.ts'
import {
  openTestInstallation,
  type RunEnd,
  type TestInstallation,
  WITH_DOCUMENTS_IN_PARTS,
} from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

/** As many as a world needs to hold documents that are larger than a part: three of them. */
const RECORDS = 200
const LARGE_DOCUMENTS = 3

interface Store {
  store: string
  personalities: readonly PersonalityName[]
  /** How an object in one piece is proven, and one in parts. */
  whole: Attestation
  inParts: Attestation
}

const STORES: readonly Store[] = [
  { store: 'Amazon’s', personalities: [], whole: 'sha256', inParts: 'parts-sha256' },
  { store: 'Ceph’s', personalities: personalitiesOf('Ceph radosgw 16.2'), whole: 'sha256', inParts: 'parts-sha256' },
  {
    store: 'Swift’s',
    personalities: personalitiesOf('OpenStack Swift 2.30 s3api'),
    whole: 'sha256',
    inParts: 'parts-sha256',
  },
  { store: 's3rver’s', personalities: personalitiesOf('s3rver 3.7.1'), whole: 'read-back', inParts: 'read-back' },
]

test.each(STORES)(
  'both phases on a store like $store: everything is proven as the store can, and switched',
  async ({ personalities, whole, inParts }) => {
    const doclift = await openTestInstallation({
      sandbox: {
        records: RECORDS,
        ...WITH_DOCUMENTS_IN_PARTS,
        storePersonalities: personalities,
        restoreAfterSeconds: 86_400,
      },
    })
    try {
      await doclift.perform('inventory')
      const backUp = await doclift.perform('back_up')
      await expectProofs(doclift, backUp, { whole, inParts })
      const { run } = await doclift.perform('switch')
      const { counts } = await doclift.approve(run.id)
      expect(counts.outcomes).toMatchObject({ done: backUp.counts.outcomes.done, failed: 0, conflicted: 0 })
      await expectRestUntouched(doclift)
      expect((await check(doclift)).differences).toEqual([])
    } finally {
      await doclift.dispose()
    }
  },
)

async function expectProofs(
  doclift: TestInstallation,
  { run, counts }: RunEnd,
  { whole, inParts }: Pick<Store, 'whole' | 'inParts'>,
): Promise<void> {
  const done = counts.outcomes.done
  expect(done).toBeGreaterThan(100)
  const proofs = whole === inParts ? { [whole]: done } : { [whole]: done - LARGE_DOCUMENTS, [inParts]: LARGE_DOCUMENTS }
  expect(counts.proofs).toEqual(proofs)
  const reported: Record<string, number> = {}
  for await (const page of doclift.context.ports.tracking.runReport(run.id, 100)) {
    for (const { attestation } of page) {
      if (attestation !== null) reported[attestation] = (reported[attestation] ?? 0) + 1
    }
  }
  expect(reported).toEqual(proofs)
}

/** Whatever the vendor hands out is copied, verified and switched; the rest is not, and is exactly what it refuses. */
async function expectRestUntouched({ ownerUrl, sandbox }: TestInstallation): Promise<void> {
  const rows = await runSql<{ recordId: string; word: string }>(
    ownerUrl,
    'select record_id as "recordId", word from file_records where out_of_scope_reason is null',
  )
  for (const { recordId, word } of rows) {
    const answer = (await sandbox.control.expectedDocument(recordId))?.answer
    expect({ recordId, isSwitched: word === 'confirmed' }).toEqual({ recordId, isSwitched: answer === 'bytes' })
  }
}

function check({ ownerUrl, sandbox }: TestInstallation) {
  return checkIndependently({
    org: sandbox.info.org,
    databaseUrl: ownerUrl,
    urlBase: sandbox.info.store.publicBaseUrl,
    expectedDocument: (recordId) => sandbox.control.expectedDocument(recordId),
  })
}
