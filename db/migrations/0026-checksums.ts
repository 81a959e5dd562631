import { Migration } from '@mikro-orm/migrations'

/**
 * The checksum of a copy names its algorithm, since SHA-256 is a choice (docs/decisions/0016), and may be missing: what a bucket
 * copies by itself has none that was computed here.
 */
export class Checksums extends Migration {
  override up(): void {
    this.addSql('alter table file_records drop constraint verified_objects_are_attested')
    this.addSql('alter table file_records drop constraint checksums_are_sha256')
    this.addSql('alter table file_records drop constraint attestations_are_known')
    this.addSql('alter table file_records rename column checksum_sha256 to checksum')
    this.addSql('alter table file_records add column checksum_algorithm text')
    this.updateUntold(`set checksum_algorithm = 'sha256' where checksum is not null`)
    this.addSql(`
      alter table file_records
        add constraint checksums_name_their_algorithm check (
          num_nulls(checksum, checksum_algorithm) = 2
          or coalesce(checksum ~ case checksum_algorithm
            when 'sha256' then '^[0-9a-f]{64}$'
            when 'md5' then '^[0-9a-f]{32}$'
            when 'crc32' then '^[0-9a-f]{8}$'
          end, false)),
        add constraint attestations_are_known check (attestation in
          ('sha256', 'md5', 'crc32', 'parts-sha256', 'parts-md5', 'parts-crc32', 'read-back', 'copied-etag')),
        add constraint verified_objects_are_attested check (copy_state <> 'verified'
          or num_nulls(attestation, checksum, source_fingerprint, object_key, object_etag, object_size_bytes,
            verified_at) - (attestation is not distinct from 'copied-etag')::integer = 0)`)
  }

  /** An older service knows no other checksums, so copies that have one are made again. */
  override down(): void {
    this.addSql('alter table file_records drop constraint verified_objects_are_attested')
    this.addSql('alter table file_records drop constraint checksums_name_their_algorithm')
    this.addSql('alter table file_records drop constraint attestations_are_known')
    this.addSql(`
      update file_records set copy_state = 'changed', attestation = null, checksum = null
      where checksum_algorithm <> 'sha256' or attestation in ('crc32', 'parts-crc32')`)
    this.addSql('alter table file_records drop column checksum_algorithm')
    this.addSql('alter table file_records rename column checksum to checksum_sha256')
    this.addSql(`
      alter table file_records
        add constraint checksums_are_sha256 check (checksum_sha256 ~ '^[0-9a-f]{64}$'),
        add constraint attestations_are_known check (attestation in
          ('sha256', 'md5', 'parts-sha256', 'parts-md5', 'read-back', 'copied-etag')),
        add constraint verified_objects_are_attested check (copy_state <> 'verified'
          or num_nulls(attestation, checksum_sha256, source_fingerprint, object_key, object_etag, object_size_bytes,
            verified_at) - (attestation is not distinct from 'copied-etag')::integer = 0)`)
  }

  /** Changes records without a word to the triggers: nothing happened to them. */
  private updateUntold(change: string): void {
    this.addSql('alter table file_records disable trigger user')
    this.addSql(`update file_records ${change}`)
    this.addSql('alter table file_records enable trigger user')
  }
}
