import { Migration } from '@mikro-orm/migrations'

/** What one run could not do is grouped and listed without reading the items that it did. */
export class RunFailures extends Migration {
  override up(): void {
    this.addSql(`
      create index run_items_by_code on run_items (run_id, code, record_id)
        where code is not null and outcome <> 'done'`)
    this.addSql(`
      comment on index run_items_by_code is
        'serves the failures of one run, which are counted from it alone, and its items of one code'`)
  }

  override down(): void {
    this.addSql('drop index run_items_by_code')
  }
}
