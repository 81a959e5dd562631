import type { Assumption } from '../assumption.ts'

export const DELETIONS = [
  {
    name: 'deletions.told',
    sentence: '`getDeleted` names a record that was deleted in its window, and takes an end in the future.',
    otherwise: 'Catch-up would not see deletions and would sweep all ids instead.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'deletions.short-window',
    sentence: '`getDeleted` refuses a window of less than a minute with `INVALID_REPLICATION_DATE`.',
    otherwise: 'A window that tells nothing would pass for one without deletions.',
    isReliedOn: false,
    provoked: 'always',
  },
  {
    name: 'deletions.reach',
    sentence: '`getDeleted` refuses a window that begins more than 30 days ago with `INVALID_REPLICATION_DATE`.',
    otherwise: 'Deletions that are forgotten would pass for none.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'deletions.most-ids',
    sentence: '`getDeleted` says `EXCEEDED_ID_LIMIT` beyond 600,000 ids.',
    otherwise: 'Catch-up after a mass deletion would end with an error instead of sweeping all ids.',
    isReliedOn: true,
    provoked: 'never',
  },
  {
    name: 'deletions.brought-back',
    sentence:
      '`getDeleted` leaves out what was brought back, and bringing a record back gives it a new stamp. REST brings nothing back.',
    otherwise: 'A record that was brought back would count as deleted until the next inventory.',
    isReliedOn: true,
    provoked: 'never',
  },
] as const satisfies readonly Assumption[]
