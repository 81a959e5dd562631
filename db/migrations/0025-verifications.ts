import { Migration } from '@mikro-orm/migrations'

/** How thoroughly a verification looks, what its sample was drawn from, and what it put right again. */
export class Verifications extends Migration {
  override up(): void {
    this.addSql(`
      alter table runs
        add column verification jsonb
          constraint verifications_alone_have_levels check (verification is null or operation = 'verify'),
        add column sampled_from bigint`)
    this.addSql(`
      comment on column runs.verification is 'level and sample; a verification without it looked as the level head does'`)
    this.addSql(`comment on column runs.sampled_from is 'records that the sample was drawn from; null without one'`)
    this.addSql(`create index audit_entries_of_healing on audit_entries (subject, number) where action = 'copy.healed'`)
    this.addSql(`comment on index audit_entries_of_healing is 'serves what was put right at the copy of one record'`)
  }

  override down(): void {
    this.addSql('drop index audit_entries_of_healing')
    this.addSql('alter table runs drop column sampled_from, drop column verification')
  }
}
