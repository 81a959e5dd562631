import type { Suffered } from './story.ts'

/** One line of the table. */
export interface Line {
  group: string
  name: string
  times: number
  wrong: number
  notes: string[]
}

/** What the whole run says. */
export interface Matrix {
  seed: string
  lines: readonly Line[]
  /** One sentence each. */
  skipped: readonly string[]
}

/** Puts together what happened at the same point, in the order in which points are given. */
export function linesOf(suffered: readonly Suffered[], order: readonly { group: string; name: string }[]): Line[] {
  const lines = new Map<string, Line>()
  for (const { group, name } of [...order, ...suffered.map(({ blow }) => blow)]) {
    const key = `${group}\n${name}`
    if (!lines.has(key)) lines.set(key, { group, name, times: 0, wrong: 0, notes: [] })
  }
  for (const { blow, wrong, note } of suffered) {
    const line = lines.get(`${blow.group}\n${blow.name}`) as Line
    line.times += 1
    if (wrong.length > 0) line.wrong += 1
    if (note !== '') line.notes.push(note)
  }
  return [...lines.values()]
}

/** The page `docs/crash-matrix.md`. */
export function formatPage({ seed, lines, skipped }: Matrix): string {
  const groups = Map.groupBy(lines, ({ group }) => group)
  const times = lines.reduce((sum, line) => sum + line.times, 0)
  const wrong = lines.reduce((sum, line) => sum + line.wrong, 0)
  const sections = [...groups].map(([group, members]) => [`## ${group}`, '', ...formatTable(members)].join('\n'))
  return `${[
    '# Crash matrix',
    INTRODUCTION,
    `In the run that made this page (\`--seed ${seed}\`) ${times} blows were struck and ${wrong} violations found.`,
    ...sections,
    ...(skipped.length > 0 ? ['## Skipped', skipped.map((sentence) => `- ${sentence}`).join('\n')] : []),
  ].join('\n\n')}\n`
}

const INTRODUCTION = `Made by \`npm run crash -- --write-docs\`. A worker process works on a small org over links that see every request and every statement. At the point of a line it is killed with SIGKILL, or something else happens to it, and a worker goes on. A point has up to three moments: before anybody has the request or the transaction, with half of it sent, and when it is done and the worker has not heard of it.

At each death, and at the end of each run, an independent judge reads org, store and ledger afresh: what was first seen stays; each value that the org took was planned, written over its before-image and taken once; only verified copies are linked to; nothing that was verified is sent to the store again, no object is stored twice, unknown or wrong; no upload and no ingest job with rows is left behind; counts balance; nothing is left owned, open or in doubt.`

function formatTable(lines: readonly Line[]): string[] {
  const rows = lines.map(({ name, times, wrong, notes }) => {
    const said = notes.length > 0 ? ` (${notes.join('; ')})` : ''
    return `| ${name}${said} | ${times} | ${wrong} |`
  })
  return ['| Point | Times | Violations |', '|---|---|---|', ...rows]
}
