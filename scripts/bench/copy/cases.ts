import type { BenchSize } from '../options.ts'

/** Objects of one size, in the words of design.md section 10. */
export interface CopyCase {
  name: '50KB' | '1.4MB' | '5MB' | '1GB'
  sizeBytes: number
  objects: number
}

/** From a web server to a sink over plain HTTP or TLS, or from bucket to bucket on Ceph's gateway. */
export const TRANSPORTS = ['plain', 'tls', 'ceph'] as const
export type Transport = (typeof TRANSPORTS)[number]

export interface CopyScale {
  cases: Readonly<Record<Transport, readonly CopyCase[]>>
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
const [SMALL, , , LARGE] = FULL as [CopyCase, CopyCase, CopyCase, CopyCase]

export const COPY_SCALES: Record<BenchSize, CopyScale> = {
  quick: {
    cases: { ...onTheWeb(partOf(FULL.slice(0, 3), 0.1)), ceph: partOf([SMALL], 0.03) },
    repetitions: 1,
  },
  // A gateway on the same machine stores some hundred objects a second, so these are fewer, of the two sizes with a budget.
  standard: {
    cases: { ...onTheWeb(partOf(FULL, 0.5)), ceph: [...partOf([SMALL], 0.2), ...partOf([LARGE], 0.5)] },
    repetitions: 3,
  },
  full: { cases: { ...onTheWeb(FULL), ceph: FULL }, repetitions: 5 },
}

function onTheWeb(cases: readonly CopyCase[]): Pick<CopyScale['cases'], 'plain' | 'tls'> {
  return { plain: cases, tls: cases }
}

function partOf(cases: readonly CopyCase[], share: number): CopyCase[] {
  return cases.map((one) => ({ ...one, objects: Math.ceil(one.objects * share) }))
}
