import type { StorageUse } from '../domain/census/census.ts'
import type { SideEffects } from '../operations/census/read-side-effects.ts'
import { grouped } from './measures.ts'
import { formatTable, printable } from './table.ts'

const NOT_KNOWN = 'not known'

/** What a switch set off as a table; nothing before it was counted. */
export function formatSideEffects(effects: SideEffects | null): string[] {
  if (effects === null) return []
  const { objects, asyncJobs, per100Records, allowedPer100Records, projected, outcome } = effects
  const rows: [string, string][] = [
    ...objects.map(({ object, rows }): [string, string] => [`rows of ${printable(object)}`, countOf(rows)]),
    ['async jobs', countOf(asyncJobs)],
    ['for every 100 records', per100Records === null ? NOT_KNOWN : String(per100Records)],
    ['allowed for every 100', grouped(allowedPer100Records)],
    ['expected of the whole run', countOf(projected?.ofRun ?? null)],
    ['expected of all that is left in scope', countOf(projected?.inScope ?? null)],
    ...storageRows('data storage', effects.dataStorage),
    ...storageRows('file storage', effects.fileStorage),
    ['outcome', outcome.replaceAll('-', ' ')],
  ]
  const columns = [
    { title: 'Count', align: 'right' as const },
    // The last column, because it alone is cut.
    { title: `Set off by ${grouped(effects.records)} switched records` },
  ]
  return [
    formatTable(
      columns,
      rows.map(([name, count]) => [count, name]),
    ),
  ]
}

function storageRows(name: string, use: StorageUse | null): [string, string][] {
  if (use === null) return [[name, NOT_KNOWN]]
  return [
    [`${name} used, MB`, grouped(use.grownMb)],
    [`${name} expected of the rest, MB`, grouped(use.projectedMb)],
    [`${name} free, MB`, grouped(use.freeMb)],
  ]
}

function countOf(count: number | null): string {
  return count === null ? NOT_KNOWN : grouped(count)
}
