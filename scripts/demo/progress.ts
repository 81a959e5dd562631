import type { RunDetail } from './api.ts'

const LINE_EVERY_MS = 2_000

/** A line that is rewritten on a terminal, and a line now and then elsewhere. */
export class ProgressLine {
  readonly #out: NodeJS.WriteStream
  readonly #startedAtMs = Date.now()
  #lastLineAtMs = 0
  #width = 0

  constructor(out: NodeJS.WriteStream = process.stderr) {
    this.#out = out
  }

  show(run: RunDetail): void {
    const text = `  ${describeProgress(run, Date.now() - this.#startedAtMs)}`
    if (this.#out.isTTY) {
      this.#out.write(`\r${text.padEnd(this.#width)}`)
      this.#width = text.length
    } else if (Date.now() - this.#lastLineAtMs > LINE_EVERY_MS) {
      this.#lastLineAtMs = Date.now()
      this.#out.write(`${text}\n`)
    }
  }

  end(): void {
    if (this.#out.isTTY && this.#width > 0) this.#out.write(`\r${' '.repeat(this.#width)}\r`)
  }
}

/** "812 of 2,854 · 41 a second · about 50 s left", with the user's separators. */
export function describeProgress(
  run: Pick<RunDetail, 'state' | 'planHash' | 'counts' | 'operation'>,
  elapsedMs: number,
): string {
  if (run.operation === 'inventory') return 'reading every entry of the object'
  if (run.operation === 'catch_up') return 'reading what moved'
  if (run.planHash === null) return 'planning and checking'
  const { planned, pending } = run.counts
  const settled = planned - pending
  const perSecond = settled / Math.max(elapsedMs / 1_000, 0.001)
  const left = perSecond > 0 ? ` · about ${Math.ceil(pending / perSecond)} s left` : ''
  return `${settled.toLocaleString()} of ${planned.toLocaleString()} · ${Math.round(perSecond)} a second${left}`
}
