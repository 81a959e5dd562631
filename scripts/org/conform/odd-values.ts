import type { CheckContext } from './context.ts'
import { requireSuccess } from './finding.ts'

/** Values that something on the way may want to change. */
export const ODD_VALUES: readonly string[] = [
  `https://conformance.doclift.example/a "b", 'c'; d?q=1&r=%20+%2B#e`,
  'https://conformance.doclift.example/Größe/文書/cafe\u0301/É',
  'no address | {at} [all] <tag> ^ ~ ` \\ C:\\x',
]

const MOST_SHOWN = 5

/** Records with the value each was given. */
export type OddValues = ReadonlyMap<string, string | null>

/** Writes odd values, and null, to records of their own. */
export async function writeOddValues({ scratch }: CheckContext): Promise<OddValues> {
  const values = [...ODD_VALUES, null]
  const changes = scratch.take(values.length).map((id, index) => ({ id, url: values[index] ?? null }))
  requireSuccess(await scratch.update(changes), 'writing odd values')
  return new Map(changes.map(({ id, url }) => [id, url]))
}

/** Positions at which two lists of values differ, in words; null when none does. */
export function differences(expected: readonly unknown[], found: readonly unknown[]): string | null {
  const differing = expected.flatMap((value, index) => (found[index] === value ? [] : [index + 1]))
  if (differing.length === 0) return null
  const shown = differing.slice(0, MOST_SHOWN).join(', ') + (differing.length > MOST_SHOWN ? ' …' : '')
  return `${differing.length} of ${expected.length} values came back otherwise: number ${shown}`
}
