import { join } from 'node:path'
import type { Catalogue, DocumentFacts } from '../catalogue/catalogue.ts'
import { readJson, writeJson } from '../store/json-files.ts'

/** New versions of documents: the vendor keeps the first bytes beside the latest. */
export interface Revisions {
  /** Replaces the bytes of a document by others. */
  revise(identifier: string): Promise<void>
  /** The same with bytes of this size. @throws RangeError for a document that does not exist */
  resize(identifier: string, sizeBytes: number): Promise<void>
  /** What the vendor holds for a document now. */
  latest(facts: DocumentFacts): DocumentFacts
  /** The catalogue as the vendor has it now. */
  catalogue: Catalogue
  /** The catalogue as it was before any new version. */
  firstCatalogue: Catalogue
}

/** Opens the revisions of one sandbox; they survive a restart. Another size makes other bytes and another ETag. */
export async function openRevisions(home: string, original: Catalogue): Promise<Revisions> {
  const file = join(home, 'vendor-revisions.json')
  const revisions = new Map(Object.entries((await readJson<Record<string, number>>(file)) ?? {}))
  const latest = (facts: DocumentFacts): DocumentFacts => ({
    ...facts,
    sizeBytes: facts.sizeBytes + (revisions.get(facts.identifier) ?? 0),
  })
  const grow = async (identifier: string, byBytes: number) => {
    revisions.set(identifier, (revisions.get(identifier) ?? 0) + byBytes)
    await writeJson(file, Object.fromEntries(revisions))
  }
  const latestOf = (facts: DocumentFacts | undefined) => facts && latest(facts)
  return {
    revise: (identifier) => grow(identifier, 1),
    resize: async (identifier, sizeBytes) => {
      const facts = latestOf(original.documentByIdentifier(identifier))
      if (facts === undefined) throw new RangeError(`There is no document ${identifier}.`)
      await grow(identifier, sizeBytes - facts.sizeBytes)
    },
    latest,
    firstCatalogue: original,
    catalogue: {
      ...original,
      documentByIdentifier: (identifier) => latestOf(original.documentByIdentifier(identifier)),
      documentByKey: (objectKey) => latestOf(original.documentByKey(objectKey)),
    },
  }
}
