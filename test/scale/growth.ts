/** One size and what it cost. */
export interface Point {
  records: number
  cost: number
}

/**
 * With which power of the records a cost grows: 1 when twice as many cost twice as much, 0 when it stays as it is. It is the
 * slope of the logarithm of the cost against that of the records, by least squares.
 * @returns undefined when there are fewer than two sizes, or a cost is nothing
 */
export function growthExponent(points: readonly Point[]): number | undefined {
  if (points.length < 2 || points.some(({ cost }) => cost <= 0)) return undefined
  const xs = points.map(({ records }) => Math.log(records))
  const ys = points.map(({ cost }) => Math.log(cost))
  const [meanX, meanY] = [mean(xs), mean(ys)]
  const covariance = mean(xs.map((x, at) => (x - meanX) * (ys[at]! - meanY)))
  return covariance / mean(xs.map((x) => (x - meanX) ** 2))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
