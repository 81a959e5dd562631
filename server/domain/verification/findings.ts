/**
 * What a verification found besides copies that are as they should be:
 * `missing` no object at the key, `differs` another object there, `unproven` the ledger holds no proven copy, `unknown` it could
 * not be asked. Of those missing or differing, `healed` are right again.
 */
export const FINDINGS = ['missing', 'differs', 'unproven', 'unknown', 'healed'] as const
export type Finding = (typeof FINDINGS)[number]

/** What is wrong with an object. */
export type ObjectFinding = Extract<Finding, 'missing' | 'differs'>

/** Records by what was found; findings that did not occur are missing. */
export type FindingCounts = Partial<Record<Finding, number>>

const WORDS: Readonly<Record<Finding, string>> = {
  missing: 'missing from the bucket',
  differs: 'different in the bucket',
  unproven: 'without a proven copy',
  unknown: 'could not be checked',
  healed: 'healed',
}

/** What was found, for people, as `3 missing from the bucket, 3 healed`; empty when there is nothing to say. */
export function describeFindings(findings: FindingCounts): string {
  const occurred = FINDINGS.filter((finding) => (findings[finding] ?? 0) > 0)
  return occurred.map((finding) => `${findings[finding]} ${WORDS[finding]}`).join(', ')
}

/** Code of a record whose object is wrong and could not be put right. */
export const CODE_OF_OBJECT: Readonly<Record<ObjectFinding, string>> = {
  missing: 'copy.object-missing',
  differs: 'copy.object-differs',
}
