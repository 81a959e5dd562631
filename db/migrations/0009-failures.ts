import { Migration } from '@mikro-orm/migrations'

/** What failed can be grouped, listed and tried again without reading the records that did not. */
export class Failures extends Migration {
  override up(): void {
    this.addSql(`
      create index file_records_by_failure on file_records (failure_code, record_id) include (word, failed_at)
        where failure_code is not null and word is not null`)
    this.addSql(`
      comment on index file_records_by_failure is
        'serves the groups of failures, which are counted from it alone, and the record list of one failure code'`)
    this.addSql(`
      create index file_records_by_failing_account on file_records (failure_code, coalesce(account_id, ''), record_id)
        where failure_code is not null and word is not null`)
    this.addSql(`
      comment on index file_records_by_failing_account is 'serves the candidates of a plan over one failure code'`)
  }

  override down(): void {
    this.addSql('drop index file_records_by_failing_account')
    this.addSql('drop index file_records_by_failure')
  }
}
