import { Migration } from '@mikro-orm/migrations'

/**
 * Accounts are counted as they are added, so that the overview reads one counter instead of every Account. The index that a plan
 * is cut by knows what the plan leaves out, so that cutting reads it alone instead of the items of every run.
 */
export class HotStatements extends Migration {
  override up(): void {
    this.addSql(`
      insert into counters (subject, counter, value)
      select 'accounts', 'known', count(*) from accounts having count(*) > 0`)
    this.addSql(`
      create function count_added_accounts() returns trigger language plpgsql as $$
      begin
        insert into counter_deltas (subject, counter, delta)
        select 'accounts', 'known', count(*) from added having count(*) > 0;
        return null;
      end $$`)
    this.addSql(`
      create trigger accounts_added_are_counted after insert on accounts
      referencing new table as added for each statement execute function count_added_accounts()`)
    this.describeSubjects('all, account:<account id>, accounts, run:<run id> or hour:<UTC hour>')
    this.indexItemsByAccount('include (left_out_reason)')
  }

  override down(): void {
    this.indexItemsByAccount('')
    this.describeSubjects('all, account:<account id>, run:<run id> or hour:<UTC hour>')
    this.addSql('drop trigger accounts_added_are_counted on accounts')
    this.addSql('drop function count_added_accounts()')
    this.addSql(`delete from counter_deltas where subject = 'accounts'`)
    this.addSql(`delete from counters where subject = 'accounts'`)
  }

  private describeSubjects(words: string): void {
    this.addSql(`comment on column counters.subject is '${words}'`)
  }

  private indexItemsByAccount(beside: string): void {
    this.addSql('drop index run_items_by_account')
    this.addSql(`create index run_items_by_account on run_items (run_id, account_id, record_id) ${beside}`)
    this.addSql(`
      comment on index run_items_by_account is
        'serves the lines of a plan in Account order, its Accounts, and the items of a batch'`)
  }
}
