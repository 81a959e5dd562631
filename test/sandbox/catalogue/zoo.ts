/** What is done to the records of a kind after their first back-up, behind Doclift's back. */
export type ZooAct = 'move-account' | 'rename-account' | 'delete' | 'new-version' | 'edit-after-plan' | 'roll-back'

/** What Doclift calls a thing that moved. */
export type ZooDrift = 'moved-account' | 'newer-version' | 'deleted'

/** Where the records of a kind end when both phases are through: the one word, or the reason out of scope. */
export type ZooEnd = { word: string } | { outOfScope: string }

/** One odd kind of record, as real orgs hold them. */
export interface ZooKind {
  id: string
  sentence: string
  /**
   * Running numbers among the documents, in every thousand; none for kinds that every world holds. All are below 158, the
   * documents of the first block, so that the smallest whole world has each kind.
   */
  ordinals: readonly number[]
  ends: ZooEnd
  /** Failure code on the record; null when it has none. */
  code: string | null
  act?: ZooAct
  /** What catch-ups must have found of its records when both phases are through. */
  drift?: ZooDrift
}

const CONFIRMED: ZooEnd = { word: 'confirmed' }
const FAILED: ZooEnd = { word: 'failed' }
const MISSING: ZooEnd = { word: 'missing' }
const RESTORING: ZooEnd = { word: 'restoring' }
const CONFLICTED: ZooEnd = { word: 'conflicted' }

const outOfScope = (reason: string): ZooEnd => ({ outOfScope: reason })

/** A kind that ends switched, without any failure. */
function fine(id: string, ordinals: readonly number[], sentence: string, act?: ZooAct): ZooKind {
  return { id, sentence, ordinals, ends: CONFIRMED, code: null, ...(act && { act }) }
}

function left(id: string, ordinals: readonly number[], reason: string, sentence: string): ZooKind {
  return { id, sentence, ordinals, ends: outOfScope(reason), code: null }
}

function stuck(id: string, ordinals: readonly number[], ends: ZooEnd, code: string, sentence: string): ZooKind {
  return { id, sentence, ordinals, ends, code }
}

/** Every kind, with what must become of it. */
export const ZOO = [
  left('folder', [], 'folder', 'A row that is a folder, not a document.'),
  left('no-account', [], 'no-account', 'A document that belongs to no Account.'),
  left('no-url', [], 'no-url', 'A document whose URL field is empty.'),
  left('foreign-host', [], 'foreign-host', 'A URL at a host that is not the vendor’s.'),
  left('look-alike-host', [100], 'foreign-host', 'A host that begins with the vendor’s name and is not the vendor’s.'),
  left(
    'credentials-in-url',
    [101],
    'not-a-url',
    'The vendor’s host stands where a user name would; the host is another.',
  ),
  fine('scheme-less', [], 'A URL without https:// before it.'),
  fine('upper-case-host', [102], 'A URL with scheme and host in upper case.'),
  fine('presigned-query', [103], 'A URL that carries a signature in its query.'),
  fine('path-style', [104], 'The vendor’s bucket in the path instead of the host.'),
  fine('other-virtual-host', [105], 'The vendor’s bucket at S3’s host without a region.'),
  fine('double-encoded', [106], 'A URL that was percent-encoded twice.'),
  fine('shared-file', [107, 108], 'Two records with the same URL and the same identifier.'),
  {
    ...fine('moved-account', [109], 'Moved to another Account after it was copied.', 'move-account'),
    drift: 'moved-account',
  },
  fine('renamed-account', [111], 'Its Account is renamed after it was copied.', 'rename-account'),
  {
    ...fine('newer-version', [127], 'The vendor has a newer version than the one that was copied.', 'new-version'),
    drift: 'newer-version',
  },
  fine('cut-name', [112], 'A Name of 80 characters that lost its extension.'),
  fine('cut-extension', [113], 'A Name of 80 characters that ends within its extension.'),
  fine('no-extension', [114], 'A Name without any extension.'),
  fine('html-without-extension', [126], 'A document that is itself HTML, with a Name that does not say so.'),
  left('excluded-type', [115], 'type-excluded', 'A Name with an extension that the filter leaves out.'),
  fine('zero-bytes', [116], 'A document of no bytes.'),
  stuck('html-page', [], FAILED, 'source.html-instead-of-file', 'The vendor answers with a page to sign in.'),
  stuck('short-body', [117], FAILED, 'source.connection', 'The vendor sends fewer bytes than it announced.'),
  fine('archived', [], 'Archived at the vendor, and restored after a while.'),
  stuck('never-restored', [118], RESTORING, 'source.archived', 'Archived at the vendor, and never restored.'),
  stuck('missing', [], MISSING, 'source.missing', 'The vendor has lost the file.'),
  stuck('no-identifier', [119], FAILED, 'source.no-identifier', 'The identifier is empty.'),
  stuck('unknown-identifier', [120], MISSING, 'source.missing', 'The vendor does not know the identifier.'),
  stuck('bad-identifier', [121], FAILED, 'source.bad-identifier', 'The identifier tries to be a path.'),
  stuck('too-large', [122], outOfScope('too-large'), 'source.too-large', 'A file larger than the limit.'),
  {
    ...left('deleted', [123], 'deleted', 'Deleted in Salesforce after it was copied.'),
    act: 'delete',
    drift: 'deleted',
  },
  {
    ...stuck('edited-after-plan', [124], CONFLICTED, 'switch.value-changed', 'Edited after the plan was made.'),
    act: 'edit-after-plan',
  },
  { ...fine('rolled-back', [125], 'Taken back after the switch.', 'roll-back'), ends: { word: 'rolled_back' } },
] as const satisfies readonly ZooKind[]

export type ZooKindId = (typeof ZOO)[number]['id']

const BY_ORDINAL: ReadonlyMap<number, ZooKindId> = new Map(
  ZOO.flatMap(({ id, ordinals }) => ordinals.map((ordinal) => [ordinal, id] as const)),
)
const EVERY = 1_000

/** The kind that is planted at this running number among the documents, or undefined. */
export function plantedKind(ordinal: number): ZooKindId | undefined {
  return BY_ORDINAL.get(ordinal % EVERY)
}
