import type { UrlState } from '../file/states.ts'
import { isParseFailure, parseObjectUrl } from '../object/location.ts'

/** What can move in the org after a record was seen or copied. */
export const DRIFT_KINDS = [
  'new-record',
  'new-vendor-url',
  'reverted',
  'changed-by-others',
  'newer-version',
  'moved-account',
  'renamed',
  'deleted',
] as const
export type DriftKind = (typeof DRIFT_KINDS)[number]

/** One thing that moved: what it was, what it is, and which run saw it. */
export interface DriftFinding {
  /** Rises from finding to finding. */
  number: number
  kind: DriftKind
  recordId: string
  recordName: string
  /** As the record has it now. */
  accountId: string | null
  accountName: string | null
  urlState: UrlState
  seenAt: string
  runId: string
  runNumber: number
  oldValue: string | null
  newValue: string | null
  /** When the record was copied, switched or released anew, or the value moved on; null while it is open. */
  resolvedAt: string | null
}

export type DriftCounts = Partial<Record<DriftKind, number>>

/** True when a value of the URL field leads to the vendor. */
export function isVendorUrl(documentUrl: string | null, vendorHosts: readonly string[]): boolean {
  const location = parseObjectUrl(documentUrl)
  return !isParseFailure(location) && vendorHosts.includes(location.host)
}

/** What a person should do about a finding, in one or two sentences; nothing, when it is resolved. */
export function recommendationFor({ kind, urlState, resolvedAt }: DriftFinding): string {
  if (resolvedAt !== null) return 'Nothing is left to do.'
  return urlState === 'original' ? BEFORE_THE_SWITCH[kind] : AFTER_THE_SWITCH[kind]
}

const COPIED_NEXT = 'The next back-up copies it.'
const KEEPS_ITS_PLACE = 'The copy is good and keeps the place it was copied to. Nothing has to be done.'
const LEFT_ALONE =
  'Doclift leaves it alone. Look at it with whoever changed it. To use the new link: release the record, back it up, and switch it with the next list of changes. To have the old one back: roll the record back over the conflict.'

const BEFORE_THE_SWITCH: Readonly<Record<DriftKind, string>> = {
  'new-record': COPIED_NEXT,
  'new-vendor-url': 'The next back-up copies the file that the record points at now.',
  reverted: COPIED_NEXT,
  'changed-by-others':
    'The link leads to another place than the vendor. Correct it in Salesforce, or leave the record out.',
  'newer-version': 'The next back-up copies the newest version.',
  'moved-account': KEEPS_ITS_PLACE,
  renamed: KEEPS_ITS_PLACE,
  deleted: 'The copy stays in the bucket. If the record was deleted by mistake, bring it back in Salesforce.',
}

const AFTER_THE_SWITCH: Readonly<Record<DriftKind, string>> = {
  ...BEFORE_THE_SWITCH,
  'new-vendor-url': `The next back-up copies the new file. ${LEFT_ALONE}`,
  reverted: LEFT_ALONE,
  'changed-by-others': LEFT_ALONE,
  'newer-version':
    'The next back-up copies the newest version. A link to the file itself opens the older one until the next list of changes is switched.',
}
