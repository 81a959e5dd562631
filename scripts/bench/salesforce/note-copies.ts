import pg from 'pg'

const PAGE_RECORDS = 50_000

/** Tells a ledger that every record in scope has a verified copy. The real triggers count them. */
export async function noteCopies(ownerUrl: string, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    for (let last: string | null = ''; last !== null; ) {
      signal.throwIfAborted()
      const page: pg.QueryResult<{ last: string | null }> = await client.query(NOTE_PAGE, [last, PAGE_RECORDS])
      last = page.rows[0]?.last ?? null
    }
    await client.query('vacuum analyze file_records')
  } finally {
    await client.end()
  }
}

const NOTE_PAGE = `
with page as materialized (
  select record_id from file_records where record_id > $1 and out_of_scope_reason is null order by record_id limit $2
),
noted as (
  update file_records as record
  set
    copy_state = 'verified',
    source_fingerprint = 'etag:' || md5(record.record_id),
    source_size_bytes = 20000,
    source_confirmed_at = now(),
    object_key = 'bench/' || record.account_id || '/' || record.record_id || '/' || left(md5(record.record_id), 12) || '/document.pdf',
    object_etag = md5(record.record_id),
    object_size_bytes = 20000,
    content_type = 'application/pdf',
    checksum_algorithm = 'sha256',
    checksum = md5(record.record_id) || md5(record.name),
    attestation = 'sha256',
    verified_at = now()
  from page
  where record.record_id = page.record_id
)
select max(record_id) as last from page`
