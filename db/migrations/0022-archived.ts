import { Migration } from '@mikro-orm/migrations'

/**
 * Documents that are archived at their source are asked about again on schedule, with growing patience. Those with newer
 * versions are found quickly.
 */
export class Archived extends Migration {
  override up(): void {
    this.addSql('alter table file_records add column archived_answers integer not null default 0')
    this.addSql(`
      comment on column file_records.archived_answers is
        'how often in a row the source said that the document is archived; waits grow with it'`)
    this.addSql(`
      create index file_records_by_next_question on file_records (ask_again_at, record_id)
        where copy_state = 'restoring' and out_of_scope_reason is null`)
    this.addSql(`
      comment on index file_records_by_next_question is 'serves the schedule by which archived documents are asked about'`)
    this.addSql(`
      create index file_records_by_newest_version on file_records (newest_version_at)
        where newest_version_at is not null`)
    this.addSql(`
      comment on index file_records_by_newest_version is 'serves the proof that latest versions are copied'`)
  }

  override down(): void {
    this.addSql('drop index file_records_by_newest_version')
    this.addSql('drop index file_records_by_next_question')
    this.addSql('alter table file_records drop column archived_answers')
  }
}
