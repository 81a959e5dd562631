import { Migration } from '@mikro-orm/migrations'

/**
 * What Accounts are sorted by stands in their own rows. Whoever folds the counters keeps it, so that no row of an Account is
 * a queue for those who change its records. Beside it, what happened to one run is found in the audit log.
 */
export class AccountOrder extends Migration {
  override up(): void {
    this.createSortNameOf()
    this.addSql(`
      alter table accounts
        add column sort_name text collate "C" not null generated always as (sort_name_of(name)) stored,
        add column record_count bigint not null default 0,
        add column attention_count bigint not null default 0,
        add column last_activity_at timestamptz`)
    this.addSql(`
      comment on column accounts.last_activity_at is
        'when a record of the Account last changed its word, or was copied or failed again; to the millisecond'`)
    this.addSql('alter table counter_deltas add column at timestamptz')
    this.addSql(`
      comment on column counter_deltas.at is
        'when records of an Account were acted on; such a delta is 0 and is folded to the latest'`)
    for (const { name, key, comment } of ORDERS) {
      this.addSql(`create index ${name} on accounts (${key}, account_id)`)
      this.addSql(`comment on index ${name} is '${comment}'`)
    }
    this.addSql("create index audit_entries_by_run on audit_entries (subject, number) where action like 'run.%'")
    this.addSql(`comment on index audit_entries_by_run is 'serves the history of one run'`)
    this.countWhatIsThere()
    this.findLastActivity()
    this.noteActivity()
  }

  override down(): void {
    this.addSql('drop index audit_entries_by_run')
    this.addSql('drop trigger activity_of_accounts_is_noted on file_records')
    this.addSql('drop function note_account_activity()')
    this.addSql('delete from counter_deltas where at is not null')
    this.addSql('alter table counter_deltas drop column at')
    for (const column of ['last_activity_at', 'attention_count', 'record_count', 'sort_name']) {
      this.addSql(`alter table accounts drop column ${column}`)
    }
    this.addSql('drop function sort_name_of(text)')
  }

  /** Letters without their accents and case, whatever the collation of the database: an index outlives its versions. */
  private createSortNameOf(): void {
    this.addSql(`
      create function sort_name_of(name text) returns text language sql immutable parallel safe
      return left(regexp_replace(normalize(lower(name), nfd), '[\\u0300-\\u036f]', '', 'g'), 80)`)
  }

  /** From the folded counters only: the deltas that are not folded yet are added when they are. */
  private countWhatIsThere(): void {
    this.addSql(`
      update accounts as account
      set record_count = counted.records, attention_count = counted.attention
      from (
        select
          subject,
          sum(value) as records,
          coalesce(sum(value) filter (where counter in ('changed', 'missing', 'failed', 'conflicted', 'refused')), 0)
            as attention
        from counters
        where subject like 'account:%' and counter not in ('verified_copies', 'verified_bytes')
        group by subject
      ) as counted
      where counted.subject = 'account:' || account.account_id`)
  }

  private findLastActivity(): void {
    this.addSql(`
      update accounts as account
      set last_activity_at = date_trunc('milliseconds', known.at)
      from (
        select record.account_id, max(greatest(record.verified_at, record.failed_at, written.at)) as at
        from file_records as record
        left join (
          select record_id, max(at) as at from record_history where kind = 'written' group by record_id
        ) as written using (record_id)
        group by record.account_id
      ) as known
      where known.account_id = account.account_id and known.at is not null`)
  }

  /** A page of ten thousand records is compared at once; an inventory that finds nothing changed notes nothing. */
  private noteActivity(): void {
    this.addSql(`
      create function note_account_activity() returns trigger language plpgsql as $$
      begin
        insert into counter_deltas (subject, counter, delta, at)
        select 'account:' || added.account_id, 'activity', 0, clock_timestamp()
        from added
        join removed using (record_id)
        where added.account_id is not null
          and (added.word, added.verified_at, added.failed_at)
            is distinct from (removed.word, removed.verified_at, removed.failed_at)
        group by added.account_id;
        return null;
      end $$`)
    this.addSql(`
      create trigger activity_of_accounts_is_noted after update on file_records
        referencing old table as removed new table as added
        for each statement execute function note_account_activity()`)
  }
}

const ORDERS = [
  { name: 'accounts_by_name', key: 'sort_name', comment: 'serves the list of Accounts by name, both ways' },
  { name: 'accounts_by_records', key: 'record_count', comment: 'serves the list of Accounts by records, both ways' },
  {
    name: 'accounts_by_attention',
    key: 'attention_count',
    comment: 'serves the list of Accounts by records that need attention, both ways',
  },
  {
    name: 'accounts_by_activity',
    key: `coalesce(last_activity_at, '-infinity')`,
    comment: 'serves the list of Accounts by last activity, both ways',
  },
]
