import { Migration } from '@mikro-orm/migrations'

/** A switch is judged by what became of its latest records. */
export class Cohorts extends Migration {
  override up(): void {
    this.addSql('alter table runs add column judged_from timestamptz')
    this.addSql(`
      comment on column runs.judged_from is
        'what became of records before counts no more: somebody has seen it and let the run go on'`)
    this.addSql(`
      create index run_items_settled on run_items (run_id, settled_at)
        where before_image_at is not null and settled_at is not null`)
    this.addSql(`comment on index run_items_settled is 'serves the guardrail: the latest records of a switch'`)
  }

  override down(): void {
    this.addSql('drop index run_items_settled')
    this.addSql('alter table runs drop column judged_from')
  }
}
