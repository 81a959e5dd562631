import type { BenchSize } from '../options.ts'

/** Objects of one size, in the words of design.md section 10. */
export interface CopyCase {
  name: '50KB' | '1.4MB' | '5MB' | '1GB'
  sizeBytes: number
  objects: number
}

export type Transport = 'plain' | 'tls'

export interface CopyScale {
  cases: readonly CopyCase[]
  /** Rounds; each subject copies each case once in a round. */
  repetitions: number
}

const KB = 1_000
const MB = 1_000 * KB
/** Objects of every size at full scale; the smaller scales take a part of each. */
const FULL: readonly CopyCase[] = [
  { name: '50KB', sizeBytes: 50 * KB, objects: 10_000 },
  { name: '1.4MB', sizeBytes: 1_400 * KB, objects: 1_000 },
  { name: '5MB', sizeBytes: 5 * MB, objects: 200 },
  { name: '1GB', sizeBytes: 1_000 * MB, objects: 2 },
]

export const COPY_SCALES: Record<BenchSize, CopyScale> = {
  quick: { cases: partOf(FULL.slice(0, 3), 0.1), repetitions: 1 },
  standard: { cases: partOf(FULL, 0.5), repetitions: 3 },
  full: { cases: FULL, repetitions: 5 },
}

function partOf(cases: readonly CopyCase[], share: number): CopyCase[] {
  return cases.map((one) => ({ ...one, objects: Math.ceil(one.objects * share) }))
}
