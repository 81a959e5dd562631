import { Migration } from '@mikro-orm/migrations'

/** A paused run waits for room in the org, or for the hours of copying. */
export class Waits extends Migration {
  override up(): void {
    this.describe('when it is looked whether a paused run may go on; null for one that a person paused')
  }

  override down(): void {
    this.describe('when the org is asked whether a paused run may go on; null for one that a person paused')
  }

  private describe(meaning: string): void {
    this.addSql(`comment on column runs.resume_at is '${meaning}'`)
  }
}
