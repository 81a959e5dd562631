import type { World } from '../world.ts'

/** Invariant 7, for all records: the counters say what there is, and their parts add up to the whole. */
export async function judgeCounts({ rows, installation }: World): Promise<string[]> {
  const { total, byState, outOfScope } = await installation.context.ports.tracking.readOverview()
  const counted: Record<string, number> = { ...byState, ...outOfScope }
  const found = await rows<{ name: string; count: number }>(
    'select coalesce(word, out_of_scope_reason) as name, count(*)::int as count from file_records group by 1',
  )
  const wrong = found.flatMap(({ name, count }) =>
    counted[name] === count ? [] : [`${counted[name]} records are counted as ${name}; there are ${count}`],
  )
  const sum = Object.values(counted).reduce((all, count) => all + count, 0)
  return sum === total ? wrong : [...wrong, `${sum} records are counted by state; there are ${total}`]
}
