import { Migration } from '@mikro-orm/migrations'

/** A switch goes cohort by cohort, rehearses its canary, and is judged by what became of its latest records. */
export class Cohorts extends Migration {
  override up(): void {
    this.createCohorts()
    this.addRehearsals()
    this.addSql('alter table runs add column judged_from timestamptz')
    this.addSql(`
      comment on column runs.judged_from is
        'what became of records before counts no more: somebody has seen it and let the run go on'`)
    this.addSql(`
      create index run_items_settled on run_items (run_id, coalesce(settled_at, tried_at))
        where before_image_at is not null and coalesce(settled_at, tried_at) is not null`)
    this.addSql(`comment on index run_items_settled is 'serves the guardrail: the latest records of a switch'`)
  }

  override down(): void {
    this.addSql('drop index run_items_settled')
    this.addSql('alter table runs drop column judged_from')
    this.addSql('alter table run_items drop column taken_back_at, drop column tried_at')
    this.addSql('alter table batches drop column cohort')
    this.addSql('drop table cohorts')
  }

  private createCohorts(): void {
    this.addSql(`
      create table cohorts (
        run_id uuid not null references runs,
        number integer not null constraint cohorts_are_numbered_from_one check (number > 0),
        is_canary boolean not null,
        percentage integer,
        soak_minutes integer not null,
        account_count integer not null,
        record_count bigint not null,
        ended_at timestamptz,
        primary key (run_id, number),
        constraint only_canaries_have_no_percentage check (is_canary = (percentage is null))
      )`)
    this.addSql(
      `comment on column cohorts.percentage is 'of the Accounts after the canary, those of earlier cohorts included'`,
    )
    this.addSql('alter table batches add column cohort integer')
    this.addSql(`comment on column batches.cohort is 'null for a run that is no switch'`)
  }

  private addRehearsals(): void {
    this.addSql(`
      alter table run_items
        add column tried_at timestamptz,
        add column taken_back_at timestamptz,
        add constraint taken_back_items_were_tried check (taken_back_at is null or tried_at is not null)`)
    this.addSql(`comment on column run_items.tried_at is 'when a record of a canary was read back with its new value'`)
    this.addSql(`comment on column run_items.taken_back_at is 'when it was read back with its value of before'`)
    this.addSql('create index run_items_tried on run_items (run_id) include (taken_back_at) where tried_at is not null')
    this.addSql(`comment on index run_items_tried is 'serves the count of what a canary has written'`)
  }
}
