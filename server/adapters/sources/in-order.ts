import type { SourceName } from '../../domain/object/fingerprint.ts'
import type { DocumentRef, OpenDocumentSource, SourceCheck, SourceRefusal } from '../../ports/document-source.ts'

/** Sources that are asked one after another. */
export type OrderedSources = ReadonlyMap<SourceName, OpenDocumentSource>

type Said = SourceRefusal & { name: string }

/**
 * One source made of several. The next is asked when the one before has nothing to be asked by, says that there is no such
 * document, or does not give it out. What is archived or too large is so everywhere, and an error is thrown: which source a
 * copy comes from must not depend on a bad moment of another. What was copied is confirmed where it was copied from, unless
 * that source is not among these any more.
 */
export function openSourcesInOrder(sources: OrderedSources): OpenDocumentSource {
  const all = [...sources.values()]
  const first = all.find((source) => source.confirmFirst !== undefined)
  return {
    name: all.map((source) => source.name).join(', then '),
    check: async (signal) => checkAll(await Promise.all(all.map((source) => source.check(signal)))),
    open: (ref, signal) => askInOrder(all, (source) => source.open(ref, signal)),
    confirm: (ref, signal) => askInOrder(sourcesFor(sources, ref), (source) => source.confirm(ref, signal)),
    sample: (ref, signal) => askInOrder(all, (source) => source.sample(ref, signal)),
    ...(first?.confirmFirst ? { confirmFirst: first.confirmFirst } : {}),
    close: async () => void (await Promise.all(all.map((source) => source.close()))),
  }
}

function checkAll(checks: readonly SourceCheck[]): SourceCheck {
  const isKnown = checks.every(({ status }) => status === 'ok')
  return { status: isKnown ? 'ok' : 'unknown', sentence: checks.map(({ sentence }) => sentence).join(' ') }
}

function sourcesFor(sources: OrderedSources, { copiedFrom }: DocumentRef): OpenDocumentSource[] {
  const same = copiedFrom && sources.get(copiedFrom)
  return same ? [same] : [...sources.values()]
}

async function askInOrder<Found extends { kind: 'found' }>(
  sources: readonly OpenDocumentSource[],
  ask: (source: OpenDocumentSource) => Promise<Found | SourceRefusal>,
): Promise<Found | SourceRefusal> {
  const said: Said[] = []
  for (const source of sources) {
    const answer = await ask(source)
    if (answer.kind === 'found' || answer.kind === 'archived' || answer.kind === 'too-large') return answer
    said.push({ ...answer, name: source.name })
  }
  return together(said)
}

/** It is missing only where every source that could be asked says so. */
function together(said: readonly Said[]): SourceRefusal {
  const told = said.filter((one) => one.kind === 'refused' || one.kind === 'missing')
  const worst = told.find((one) => one.kind === 'refused') ?? told[0]
  if (worst === undefined) return { kind: 'not-this-sources' }
  const { kind, code } = worst
  if (told.length === 1) return { kind, code, sentence: worst.sentence }
  return { kind, code, sentence: told.map(({ name, sentence }) => `${name}: ${sentence}`).join(' ') }
}
