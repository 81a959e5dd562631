import { Migration } from '@mikro-orm/migrations'

/** An Idempotency-Key stands for whatever its act made: a run, or something else with an id. */
export class Acts extends Migration {
  override up(): void {
    this.addSql('alter table idempotency_keys drop constraint idempotency_keys_run_id_fkey')
    this.addSql('alter table idempotency_keys rename column run_id to made_id')
  }

  override down(): void {
    this.addSql('delete from idempotency_keys where made_id not in (select id from runs)')
    this.addSql('alter table idempotency_keys rename column made_id to run_id')
    this.addSql(`
      alter table idempotency_keys add constraint idempotency_keys_run_id_fkey
        foreign key (run_id) references runs deferrable initially deferred`)
  }
}
