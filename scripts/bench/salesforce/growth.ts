import type { Act, Measured } from './budgets.ts'

/** How the calls of each act grow with the records: one line for each act, from the smallest number of records on. */
export function describeGrowth(measured: readonly Measured[]): string[] {
  const acts = [...new Set(measured.map(({ act }) => act))]
  return acts.map((act) => describeAct(act, measured)).filter((line) => line !== undefined)
}

function describeAct(act: Act, measured: readonly Measured[]): string | undefined {
  const sizes = measured.filter((one) => one.act === act).toSorted((a, b) => a.records - b.records)
  if (sizes.length < 2) return undefined
  const parts = sizes.map((one, at) => {
    const before = sizes[at - 1]
    const growth =
      before === undefined ? '' : ` (${ratio(callsOf(one), callsOf(before))} for ${ratio(one.records, before.records)})`
    return `${callsOf(one)} calls for ${one.records.toLocaleString('en')} records${growth}`
  })
  return `${act}: ${parts.join(', ')}`
}

function callsOf({ costs }: Measured): number {
  return Math.max(...costs.map(({ apiCalls }) => apiCalls))
}

function ratio(value: number, to: number): string {
  return `×${Math.round((value / to) * 10) / 10}`
}
