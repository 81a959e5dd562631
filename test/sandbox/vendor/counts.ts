/** How often each document was asked for, since the start. */
export interface RequestCounts {
  presigned: number
  downloaded: number
}

export interface Counter {
  count(identifier: string, what: keyof RequestCounts): void
  of(identifier: string): RequestCounts
  totals(): RequestCounts
}

export function createCounter(): Counter {
  const counts = new Map<string, RequestCounts>()
  const totals: RequestCounts = { presigned: 0, downloaded: 0 }
  const of = (identifier: string) => counts.get(identifier) ?? { presigned: 0, downloaded: 0 }
  return {
    count: (identifier, what) => {
      const known = of(identifier)
      counts.set(identifier, { ...known, [what]: known[what] + 1 })
      totals[what] += 1
    },
    of,
    totals: () => ({ ...totals }),
  }
}
