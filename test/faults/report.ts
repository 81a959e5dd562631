/** What is told at the end of the story. */
export interface Story {
  /** The state of each record. */
  words: readonly string[]
  /** Edits that fell between comparison and write. */
  lostEdits: number
  wrong: readonly string[]
  struck: Readonly<Record<string, number>>
  /** Codes of the stops after which somebody resumed a run. */
  resumed: readonly string[]
  apiCalls: number
  seconds: number
  /** Of the worker; null where the system does not tell. */
  peakMemoryBytes: number | null
}

const WRONG_SHOWN = 50

/** The story as text for a terminal. */
export function describeStory(story: Story): string {
  const states = sorted(countsOf(story.words))
  return [
    'Records by final state',
    ...table([...states, ['together', story.words.length]]),
    'Faults struck',
    ...table(sorted(story.struck)),
    'Besides',
    ...table([
      ['edits lost between comparison and write', story.lostEdits],
      ['resumed by a person', `${story.resumed.length} ${[...new Set(story.resumed)].join(' ')}`.trim()],
      ['API calls', story.apiCalls],
      ['seconds', Math.round(story.seconds)],
      ['peak memory of the worker', formatMemory(story.peakMemoryBytes)],
    ]),
    ...describeWrong(story.wrong),
  ].join('\n')
}

/** The first of what is wrong, and how much there is. */
export function describeWrong(wrong: readonly string[]): string[] {
  return [...wrong.slice(0, WRONG_SHOWN), `wrong: ${wrong.length}`]
}

/** @param bytes null where the system does not tell */
export function formatMemory(bytes: number | null): string {
  return bytes === null ? 'unknown here' : `${Math.round(bytes / 2 ** 20)} MiB`
}

/** How often each word occurs. */
export function countsOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

/** Rows of a name and its value. */
export function table(rows: readonly (readonly [string, string | number])[]): string[] {
  return rows.map(([name, value]) => `  ${name.padEnd(48)}${value}`)
}

/** By name. */
export function sorted(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).sort(([one], [other]) => (one < other ? -1 : 1))
}
