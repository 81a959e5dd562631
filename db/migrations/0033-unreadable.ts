import { Migration } from '@mikro-orm/migrations'

/** A record that kills whoever reads it is not read again: the piece of its batch says so. */
export class Unreadable extends Migration {
  override up(): void {
    this.limitPieces(-1)
    this.describePieces(
      'open records worked on together; null: all, 0: the first is set aside, -1: and left in doubt, not read, when it was sent',
    )
  }

  override down(): void {
    this.addSql('update batches set piece = 0 where piece < 0')
    this.limitPieces(0)
    this.describePieces('open records worked on together; null: all, 0: the first is set aside')
  }

  private limitPieces(least: number): void {
    this.addSql('alter table batches drop constraint pieces_are_counts')
    this.addSql(`alter table batches add constraint pieces_are_counts check (piece >= ${least})`)
  }

  private describePieces(meaning: string): void {
    this.addSql(`comment on column batches.piece is '${meaning}'`)
  }
}
