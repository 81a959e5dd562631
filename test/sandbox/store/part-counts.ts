/** Counts how often each part of an object was sent and taken, since the start: the proof that none is sent in vain. */
export interface PartCounts {
  count(bucket: string, key: string, partNumber: number): void
  /** By the number of the part. */
  of(bucket: string, key: string): Record<number, number>
}

export function createPartCounts(): PartCounts {
  const counts = new Map<string, Record<number, number>>()
  const of = (bucket: string, key: string) => counts.get(`${bucket}/${key}`) ?? {}
  return {
    count: (bucket, key, partNumber) => {
      const known = of(bucket, key)
      counts.set(`${bucket}/${key}`, { ...known, [partNumber]: (known[partNumber] ?? 0) + 1 })
    },
    of,
  }
}
