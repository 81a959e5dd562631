/**
 * Records per Account, largest first: the first has `largest`, the others follow a power law, as in a real org, and all
 * add up to `records`.
 */
export function accountSizes(records: number, accounts: number, largest: number): number[] {
  const sizes = powerLaw(largest, accounts, exponentFor(records, accounts, largest))
  spreadRest(sizes, records - sum(sizes))
  return sizes
}

/** The exponent with which the sizes add up to a little less than all records. */
function exponentFor(records: number, accounts: number, largest: number): number {
  let [low, high] = [0, 2]
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2
    if (sum(powerLaw(largest, accounts, middle)) > records) low = middle
    else high = middle
  }
  return high
}

function powerLaw(largest: number, accounts: number, exponent: number): number[] {
  return Array.from({ length: accounts }, (_, index) => Math.max(1, Math.floor(largest / (index + 1) ** exponent)))
}

/** Rounding down leaves some records over; the Accounts after the first get them in turn. */
function spreadRest(sizes: number[], rest: number): void {
  for (let at = 0; at < rest; at += 1) sizes[1 + (at % (sizes.length - 1))]! += 1
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
