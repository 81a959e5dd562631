import type { Plays } from './stage.ts'
import type { Suffered } from './story.ts'

/** One line of the table. */
export interface Line {
  group: string
  name: string
  times: number
  wrong: number
  notes: string[]
  takeoverSeconds: number[]
}

/** What the whole run says. */
export interface Matrix {
  seed: string
  lines: readonly Line[]
  plays: readonly Plays[]
  /** One sentence each. */
  skipped: readonly string[]
}

/** Puts together what happened at the same point, in the order in which points are given. */
export function linesOf(suffered: readonly Suffered[], order: readonly { group: string; name: string }[]): Line[] {
  const lines = new Map<string, Line>()
  for (const { group, name } of [...order, ...suffered.map(({ blow }) => blow)]) {
    const key = `${group}\n${name}`
    if (!lines.has(key)) lines.set(key, { group, name, times: 0, wrong: 0, notes: [], takeoverSeconds: [] })
  }
  for (const { blow, wrong, note, takeoverSeconds } of suffered) {
    const line = lines.get(`${blow.group}\n${blow.name}`) as Line
    line.times += 1
    if (wrong.length > 0) line.wrong += 1
    if (note !== '') line.notes.push(note)
    if (takeoverSeconds !== undefined) line.takeoverSeconds.push(takeoverSeconds)
  }
  return [...lines.values()]
}

/** Points that no story came to: whoever asked for as many kills as there are points must know of each. */
export function neverStruck(lines: readonly Line[]): Line[] {
  return lines.filter(({ times }) => times === 0)
}

/** How soon the tasks of workers that died were at work again, as a sentence. */
export function tellTakeovers(lines: readonly Line[]): string {
  const seconds = lines.flatMap(({ takeoverSeconds }) => takeoverSeconds)
  if (seconds.length === 0) return 'No worker died with a task at work.'
  return `${seconds.length} workers died with a task at work; it was at work again after ${median(seconds).toFixed(1)} s in the median and ${Math.max(...seconds).toFixed(1)} s at most.`
}

/** The page `docs/crash-matrix.md`. */
export function formatPage({ seed, lines, plays, skipped }: Matrix): string {
  const groups = Map.groupBy(lines, ({ group }) => group)
  const times = lines.reduce((sum, line) => sum + line.times, 0)
  const wrong = lines.reduce((sum, line) => sum + line.wrong, 0)
  const sections = [...groups].map(([group, members]) => [`## ${group}`, '', ...formatTable(members)].join('\n'))
  return `${[
    '# Crash matrix',
    INTRODUCTION,
    `In the run that made this page (\`--seed ${seed}\`) ${times} blows were struck and ${wrong} violations found. ${tellTakeovers(lines)} ${BUDGET}`,
    ...sections,
    ['## Plays of the trials', '', PLAYS, '', ...formatPlays(plays)].join('\n'),
    ...(skipped.length > 0 ? ['## Skipped', skipped.map((sentence) => `- ${sentence}`).join('\n')] : []),
  ].join('\n\n')}\n`
}

const INTRODUCTION = `Made by \`npm run test:crash -- --write-docs\`. A worker process works on a small org over links that see every request and every statement. At the point of a line it is killed with SIGKILL, or something else happens to it, and a worker goes on. A point has up to three moments: before anybody has the request or the transaction, with half of it sent, and when it is done and the worker has not heard of it.

At each death, and at the end of each run, an independent judge reads org, store and ledger afresh: what was first seen stays; each value that the org took was planned, written over its before-image and taken once; only verified copies are linked to; nothing that was verified is sent to the store again, no object is stored twice, unknown or wrong; no upload of a document and no ingest job with rows is left behind; counts balance; nothing is left owned, open or in doubt. Where workers died over one batch again and again, down to its last record, that record may be set aside as \`record.quarantined\`, with the value it had; and a run that stopped because workers died reading what became of a write is resumed, as a person would. Then the line says so.`

const BUDGET = `The budget is 30 s. Here the queue gives a worker up after 5 s without a sign of life, so that many deaths fit into a run, and another one is started only when the judge has read everything; the lines under Takeover have the 10 s of an installation and another worker beside.`

const PLAYS = `A run may end before the moment of a blow comes; then the trial is played once more with the blows that are left, three times at most.`

function formatTable(lines: readonly Line[]): string[] {
  const rows = lines.map(({ name, times, wrong, notes, takeoverSeconds }) => {
    const said = notes.length > 0 ? ` (${notes.join('; ')})` : ''
    return `| ${name}${said} | ${times} | ${foundAfter(times, wrong)} | ${formatSeconds(takeoverSeconds)} |`
  })
  return ['| Point | Times | Found afterwards | At work again, median and most |', '|---|---|---|---|', ...rows]
}

function foundAfter(times: number, wrong: number): string {
  if (times === 0) return 'not reached'
  return wrong === 0 ? 'everything held' : `${wrong} violations`
}

function formatSeconds(seconds: readonly number[]): string {
  return seconds.length === 0 ? '' : `${median(seconds).toFixed(1)} s, ${Math.max(...seconds).toFixed(1)} s`
}

function formatPlays(plays: readonly Plays[]): string[] {
  return ['| Trial | Plays |', '|---|---|', ...plays.map(({ trial, times }) => `| ${trial} | ${times} |`)]
}

/** The upper one of the two in the middle. */
function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0
}
