import type { ChecksumAlgorithm } from '../../domain/object/checksum.ts'
import type { ChecksumPlan } from '../../domain/object/checksum-plan.ts'
import { createDigest, type Digest } from '../../domain/object/digest.ts'

interface Computed {
  algorithm: ChecksumAlgorithm
  digest: Buffer
}

/** What a plan asks to be computed of one object, each kind once. */
export class Checksums {
  readonly #plan: ChecksumPlan
  readonly #digests: ReadonlyMap<ChecksumAlgorithm, Digest>

  constructor(plan: ChecksumPlan) {
    this.#plan = plan
    const kinds = new Set([plan.kept, plan.sent ?? plan.kept])
    this.#digests = new Map([...kinds].map((kind) => [kind, createDigest(kind)]))
  }

  update(piece: Buffer): void {
    for (const digest of this.#digests.values()) digest.update(piece)
  }

  /** To be called once, after the last piece. */
  end(): { sent: Computed | undefined; kept: Computed } {
    const computed = new Map([...this.#digests].map(([algorithm, digest]) => [algorithm, digest.digest()]))
    const of = (algorithm: ChecksumAlgorithm) => ({ algorithm, digest: computed.get(algorithm) ?? Buffer.alloc(0) })
    const { sent, kept } = this.#plan
    return { sent: sent && of(sent), kept: of(kept) }
  }
}
