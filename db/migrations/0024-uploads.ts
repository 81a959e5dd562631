import { Migration } from '@mikro-orm/migrations'

/**
 * Uploads in parts that are under way, with the parts that the store is known to have, so that a large object goes on where it
 * was broken off. Copies that the store made by itself are proven without a checksum of ours.
 */
export class Uploads extends Migration {
  override up(): void {
    this.addSql(`
      create table uploads (
        run_id uuid not null references runs,
        record_id salesforce_id not null,
        batch_id uuid not null references batches,
        fence integer not null,
        source_fingerprint text not null,
        object_key text not null,
        upload_id text not null,
        part_size_bytes bigint not null,
        part_checksum text,
        started_at timestamptz not null,
        worked_at timestamptz not null,
        primary key (run_id, record_id)
      )`)
    this.addSql(`comment on column uploads.fence is 'of whoever began it or went on with it last'`)
    this.addSql(`comment on column uploads.worked_at is 'when it was begun, gone on with, or a part was noted'`)
    this.addSql(`
      comment on column uploads.part_checksum is
        'the kind that went with every part; null where the store proves none, and then digests are SHA-256'`)
    this.addSql(`
      create table upload_parts (
        run_id uuid not null,
        record_id salesforce_id not null,
        number integer not null,
        etag text not null,
        digest text not null,
        primary key (run_id, record_id, number),
        foreign key (run_id, record_id) references uploads on delete cascade
      )`)
    this.addSql(`comment on column upload_parts.digest is 'of the bytes as they came from the source, lower-case hex'`)
    this.attest(['sha256', 'md5', 'parts-sha256', 'parts-md5', 'read-back', 'copied-etag'], 'copied-etag')
  }

  override down(): void {
    this.attest(['sha256', 'md5', 'parts-sha256', 'parts-md5', 'read-back'], null)
    this.addSql('drop table upload_parts')
    this.addSql('drop table uploads')
  }

  /** @param unsummed the kind that comes without a checksum of ours */
  private attest(kinds: readonly string[], unsummed: string | null): void {
    const withoutChecksum = unsummed === null ? '' : ` - (attestation is not distinct from '${unsummed}')::integer`
    this.addSql(`
      alter table file_records
        drop constraint attestations_are_known,
        add constraint attestations_are_known check (attestation in (${kinds.map((kind) => `'${kind}'`).join(', ')})),
        drop constraint verified_objects_are_attested,
        add constraint verified_objects_are_attested check (copy_state <> 'verified'
          or num_nulls(attestation, checksum_sha256, source_fingerprint, object_key, object_etag, object_size_bytes,
            verified_at)${withoutChecksum} = 0)`)
  }
}
