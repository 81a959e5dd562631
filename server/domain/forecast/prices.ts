import { type MicroUsd, scaleUsd } from './money.ts'

/** Public list prices of one day, without discounts and taxes. */
export interface PriceTable {
  name: string
  source: string
  /** The day these prices were looked up. */
  asOf: string
  currency: 'USD'
  /** Per GiB and month, up to so many GiB in the bucket; the last tier has no end. */
  storage: readonly { upToGib: number | null; perGibMonth: MicroUsd }[]
  /** PUT, POST, COPY and LIST; per 1,000 requests. */
  perThousandPuts: MicroUsd
  /** GET, HEAD and all others; per 1,000 requests. */
  perThousandGets: MicroUsd
}

export const S3_STANDARD: PriceTable = {
  name: 'Amazon S3 Standard, US East (N. Virginia)',
  source: 'https://aws.amazon.com/s3/pricing/',
  asOf: '2025-06-30',
  currency: 'USD',
  storage: [
    { upToGib: 50 * 1024, perGibMonth: 23_000n },
    { upToGib: 500 * 1024, perGibMonth: 22_000n },
    { upToGib: null, perGibMonth: 21_000n },
  ],
  perThousandPuts: 5_000n,
  perThousandGets: 400n,
}

const GIB_BYTES = 1_073_741_824n

/** What so many bytes cost in a month. */
export function storagePerMonth(bytes: number, { storage }: PriceTable): MicroUsd {
  const all = BigInt(Math.round(bytes))
  let counted = 0n
  let sum = 0n
  for (const { upToGib, perGibMonth } of storage) {
    const end = upToGib === null ? all : smaller(all, BigInt(upToGib) * GIB_BYTES)
    sum += scaleUsd(perGibMonth, end - counted, GIB_BYTES)
    counted = end
  }
  return sum
}

/** What so many requests cost, once. */
export function requestCost(requests: { puts: number; gets: number }, prices: PriceTable): MicroUsd {
  const puts = scaleUsd(prices.perThousandPuts, BigInt(Math.round(requests.puts)), 1_000n)
  return puts + scaleUsd(prices.perThousandGets, BigInt(Math.round(requests.gets)), 1_000n)
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
