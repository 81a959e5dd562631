import type { World } from '../world.ts'

interface Item {
  recordId: string
  beforeImage: string | null
  hasBeforeImage: boolean
  targetUrl: string | null
  outcome: string | null
  wasVerified: boolean
}

/** Invariant 2: what was first seen stays. */
export async function judgeFirstSeen({ rows, first }: World): Promise<string[]> {
  const seen = await rows<{ id: string; url: string | null }>(
    'select record_id as id, first_seen_url as url from file_records',
  )
  const isOther = ({ id, url }: { id: string; url: string | null }) => first.has(id) && first.get(id) !== url
  return seen.filter(isOther).map(({ id, url }) => `${id} was first seen as ${url}; it held ${first.get(id)}`)
}

/** Invariants 3, 4 and 5: each value that the org took was planned, written over its before-image, and taken once. */
export async function judgeWrites(world: World): Promise<string[]> {
  const itemsOf = Map.groupBy(await world.rows<Item>(ITEMS), (item) => item.recordId)
  const ids = [...itemsOf.keys()]
  const writes = await world.sandbox.control.writesOfEach(ids)
  return ids.flatMap((id) => {
    const values = [world.first.get(id) ?? null, ...(writes[id] ?? []).map(({ value }) => value)]
    return judgeValues(values, itemsOf.get(id) ?? []).map((sentence) => `${id} ${sentence}`)
  })
}

const ITEMS = `
select item.record_id as "recordId", item.before_image as "beforeImage", item.before_image_at is not null as "hasBeforeImage",
  item.target_url as "targetUrl", item.outcome, record.verified_at is not null as "wasVerified"
from run_items as item
join runs as run on run.id = item.run_id
join file_records as record on record.record_id = item.record_id
where run.operation in ('switch', 'roll_back') and item.left_out_reason is null
order by run.number`

/**
 * Finds what is wrong with the values of one record.
 * @param values that the org held, one after the other, from the first on
 * @param items of the runs that changed it, in their order
 */
export function judgeValues(values: readonly (string | null)[], items: readonly Item[]): string[] {
  const writes = values.slice(1)
  const wrong = writes.flatMap((value, at) => judgeWrite(value, values[at] ?? null, items[at]) ?? [])
  const done = items.filter(({ outcome }) => outcome === 'done').length
  if (done > writes.length) wrong.push(`was written ${writes.length} times; ${done} writes are called done`)
  return wrong
}

function judgeWrite(value: string | null, before: string | null, item: Item | undefined): string | undefined {
  if (item === undefined) return `was given ${value} once more than was planned`
  if (item.targetUrl !== value) return `was given ${value}; planned was ${item.targetUrl}`
  if (!item.hasBeforeImage) return `was given ${value} before its before-image was kept`
  if (item.beforeImage !== before) return `has the before-image ${item.beforeImage}; it held ${before}`
  return item.wasVerified ? undefined : `was given ${value} without a verified copy`
}
