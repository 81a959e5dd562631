import { Migration } from '@mikro-orm/migrations'

/** Whether a record is, or was, part of a canary is asked of each record that is read again, and of each that is rolled back. */
export class RehearsedItems extends Migration {
  override up(): void {
    this.addSql('create index run_items_rehearsed on run_items (record_id) where tried_at is not null')
    this.addSql(`comment on index run_items_rehearsed is 'serves the question what a canary wrote to a record'`)
  }

  override down(): void {
    this.addSql('drop index run_items_rehearsed')
  }
}
