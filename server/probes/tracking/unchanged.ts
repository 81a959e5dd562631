import { agree } from '../../domain/agree.ts'
import type { Run } from '../../domain/run/run.ts'
import type { Probe, ProbePorts } from '../../ports/probe.ts'

/** Read back this much further than the last inventory: the server's clock and long transactions allow for it. */
const OVERLAP_MS = 15 * 60_000
const EXAMPLES = 5

/** The tracked fields of the planned records are read again: nothing moved since the inventory. */
export const unchanged: Probe = {
  id: 'tracking.unchanged',
  async run(run, ports) {
    const watermark = await ports.tracking.lastWatermark()
    if (!watermark) {
      return { outcome: 'failed', sentence: 'No inventory has succeeded yet. Run one first.', measured: {} }
    }
    const modifiedFrom = new Date(watermark.getTime() - OVERLAP_MS)
    const measured = { modifiedFrom: modifiedFrom.toISOString(), ...(await countChanged(run, ports, modifiedFrom)) }
    return { ...judgeUnchanged(measured), measured }
  },
}

async function countChanged(run: Run, { org, tracking }: ProbePorts, modifiedFrom: Date) {
  let readAgain = 0
  let changed = 0
  const examples: string[] = []
  for await (const page of org.readAllEntries({ modifiedFrom })) {
    const differing = await tracking.changedAmongPlanned(run.id, page.entries)
    readAgain += page.entries.length
    changed += differing.length
    examples.push(...differing.slice(0, EXAMPLES - examples.length))
  }
  return { readAgain, changed, examples }
}

export function judgeUnchanged({
  readAgain,
  changed,
  examples,
}: {
  readAgain: number
  changed: number
  examples: string[]
}) {
  if (changed === 0) {
    const sentence = `${agree(readAgain, 'entry was', 'entries were')} modified since the inventory; none of the records on the list differs.`
    return { outcome: 'passed' as const, sentence }
  }
  const sentence = `${agree(changed, 'record', 'records')} on the list changed in Salesforce since the inventory (${examples.join(', ')}). Run an inventory and a back-up, then make a new list of changes.`
  return { outcome: 'failed' as const, sentence }
}
