import { Migration } from '@mikro-orm/migrations'

/**
 * What became of the latest records of a switch is read from an index alone. An index over an expression knows what the expression
 * is made of only when that stands in it too.
 */
export class GuardrailReads extends Migration {
  override up(): void {
    this.indexSettledItems('include (outcome, settled_at, tried_at)')
  }

  override down(): void {
    this.indexSettledItems('')
  }

  private indexSettledItems(beside: string): void {
    this.addSql('drop index run_items_settled')
    this.addSql(`
      create index run_items_settled on run_items (run_id, coalesce(settled_at, tried_at)) ${beside}
        where before_image_at is not null and coalesce(settled_at, tried_at) is not null`)
    this.addSql(`comment on index run_items_settled is 'serves the guardrail: the latest records of a switch'`)
  }
}
