/** What a stratified random sample says about the sum over all: the estimate, and how far off it may be. */

export interface Stratum {
  name: string
  /** How many there are. */
  population: number
  /** The values of those that were drawn at random and answered. */
  values: readonly number[]
}

export interface Estimate {
  /** Of the whole; null when there is something and nothing of it is known. */
  total: number | null
  /** The 95 % confidence interval; null when too little is known for one. */
  low: number | null
  high: number | null
  /** Nothing was left to estimate. */
  isExact: boolean
  /** Mean of the stratum that stands for a name; null when nothing is known. */
  meanOf(name: string): number | null
}

/** Strata counted together, because each alone has too few values to tell how far they differ. */
interface Group {
  names: string[]
  population: number
  values: number[]
}

/** Estimates the sum over all strata. Those with fewer than two values are counted together with others. */
export function estimateTotal(strata: readonly Stratum[]): Estimate {
  const groups = joinThin(strata.filter(({ population }) => population > 0).map(toGroup))
  const total = groups.every(({ values }) => values.length > 0) ? addUp(groups.map(totalOf)) : null
  const margin = total === null || groups.some(isThin) ? null : marginOf(groups)
  const seen = addUp(groups.flatMap(({ values }) => values))
  return {
    total,
    low: total === null || margin === null ? null : Math.max(seen, total - margin),
    high: total === null || margin === null ? null : total + margin,
    isExact: groups.every(isComplete),
    meanOf: (name) => meanOfGroup(groups.find(({ names }) => names.includes(name))),
  }
}

function toGroup({ name, population, values }: Stratum): Group {
  return { names: [name], population, values: [...values] }
}

function joinThin(groups: readonly Group[]): Group[] {
  const thin = groups.filter(isThin)
  if (thin.length === 0) return [...groups]
  const solid = groups.filter((group) => !isThin(group)).toSorted((a, b) => b.values.length - a.values.length)
  const joined = join(thin)
  const [largest, ...others] = solid
  return isThin(joined) && largest ? [...others, join([largest, joined])] : [...solid, joined]
}

function join(groups: readonly Group[]): Group {
  return {
    names: groups.flatMap(({ names }) => names),
    population: addUp(groups.map(({ population }) => population)),
    values: groups.flatMap(({ values }) => values),
  }
}

function isThin(group: Group): boolean {
  return group.values.length < 2 && !isComplete(group)
}

function isComplete({ population, values }: Group): boolean {
  return values.length >= population
}

function totalOf(group: Group): number {
  return isComplete(group) ? addUp(group.values) : group.population * mean(group.values)
}

function meanOfGroup(group: Group | undefined): number | null {
  return group && group.values.length > 0 ? mean(group.values) : null
}

/** Half the width of the interval: Student's t with the effective degrees of freedom of the strata (Satterthwaite). */
function marginOf(groups: readonly Group[]): number {
  const variances = groups.map((group) => ({ variance: varianceOfTotal(group), freedom: group.values.length - 1 }))
  const variance = addUp(variances.map((one) => one.variance))
  if (variance === 0) return 0
  const freedom =
    variance ** 2 / addUp(variances.map((one) => (one.variance === 0 ? 0 : one.variance ** 2 / one.freedom)))
  return studentQuantile(freedom) * Math.sqrt(variance)
}

/** Zero when all were seen: what is known needs no estimate. */
function varianceOfTotal(group: Group): number {
  if (isComplete(group)) return 0
  const { population, values } = group
  const average = mean(values)
  const spread = addUp(values.map((value) => (value - average) ** 2)) / (values.length - 1)
  return (population ** 2 * (1 - values.length / population) * spread) / values.length
}

/** The 97.5 % quantile of Student's t, by the expansion of Cornish and Fisher; it is exact to a percent from three on. */
function studentQuantile(freedom: number): number {
  const z = 1.959964
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ]
  return z + addUp(terms.map((term, index) => term / freedom ** (index + 1)))
}

function mean(values: readonly number[]): number {
  return addUp(values) / values.length
}

function addUp(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
