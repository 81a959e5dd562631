import { expect, test } from 'vitest'
import { migrateDatabase, readSchemaVersion, undoMigration } from '../../db/migrate.ts'
import { MIGRATIONS } from '../../db/migrations/index.ts'
import { runSql } from '../support/sql.ts'
import { createEmptyDatabase } from './empty-database.ts'

const VERSION_BEFORE = MIGRATIONS.findIndex(({ name }) => name === '0026-checksums')
const RUN_ID = '01890000-0000-7000-8000-000000000001'

function copy(recordId: string, columns: string, values: string): string {
  return `insert into file_records (record_id, name, system_modstamp, first_seen_at, first_seen_run_id, observed_at,
      seen_in_run_number, copy_state, attestation, source_fingerprint, object_key, object_etag, object_size_bytes,
      verified_at, ${columns})
    values ('${recordId}', 'a', now(), now(), '${RUN_ID}', now(), 1, 'verified', 'md5', 'f', 'k/${recordId}', 'e', 1,
      now(), ${values})`
}

test('copies from before algorithms were named have SHA-256, and what an older service cannot know is copied again', async () => {
  const ownerUrl = await createEmptyDatabase()
  const migrate = () => migrateDatabase({ ownerUrl, appRole: 'doclift_app' })
  const undo = async () => {
    while ((await readSchemaVersion(ownerUrl)) > VERSION_BEFORE) await undoMigration({ ownerUrl })
  }
  await migrate()
  await undo()
  const [old, recent] = ['a01000000000001AAA', 'a01000000000002AAA']
  await runSql(ownerUrl, copy(old, 'checksum_sha256', `repeat('a', 64)`))
  await migrate()
  await runSql(ownerUrl, copy(recent, 'checksum_algorithm, checksum', `'crc32', 'cbf43926'`))
  const checksums = 'select checksum_algorithm as algorithm, checksum from file_records order by record_id'
  expect(await runSql(ownerUrl, checksums)).toEqual([
    { algorithm: 'sha256', checksum: 'a'.repeat(64) },
    { algorithm: 'crc32', checksum: 'cbf43926' },
  ])
  await undo()
  const states = 'select copy_state as state, checksum_sha256 as sha256 from file_records order by record_id'
  expect(await runSql(ownerUrl, states)).toEqual([
    { state: 'verified', sha256: 'a'.repeat(64) },
    { state: 'changed', sha256: null },
  ])
})

test('a checksum is stored with its algorithm and in its length', async () => {
  const ownerUrl = await createEmptyDatabase()
  await migrateDatabase({ ownerUrl, appRole: 'doclift_app' })
  const store = (values: string) => runSql(ownerUrl, copy('a01000000000001AAA', 'checksum_algorithm, checksum', values))
  for (const values of [`null, 'cbf43926'`, `'crc32', null`, `'sha256', 'cbf43926'`, `'crc32', repeat('a', 64)`]) {
    await expect(store(values)).rejects.toThrow('checksums_name_their_algorithm')
  }
  await expect(store('null, null')).rejects.toThrow('verified_objects_are_attested')
})
