import { createInterface } from 'node:readline/promises'
import type { Writable } from 'node:stream'
import type { CommandTools } from './tools.ts'

export type Terminal = Pick<CommandTools, 'print' | 'output' | 'printError' | 'progress' | 'ask'>

/** What of a terminal a process sees. */
export interface Streams {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean }
  stdout: Writable
  stderr: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }
}

/** Erases the line the cursor is on and goes to its beginning. */
const REWRITE = '\r\u001b[2K'

/**
 * What is asked for goes to standard output; what is said to a person goes to standard error, so that output can be piped. A
 * progress line is replaced by the next one and stays when something else is said.
 */
export function openTerminal({ stdin, stdout, stderr }: Streams): Terminal {
  let shown = ''
  function leaveProgress() {
    if (shown !== '' && stderr.isTTY) stderr.write('\n')
    shown = ''
  }
  return {
    output: stdout,
    print(text) {
      leaveProgress()
      stdout.write(`${text}\n`)
    },
    printError(text) {
      leaveProgress()
      stderr.write(`${text}\n`)
    },
    progress(line) {
      if (line === shown) return
      shown = line
      stderr.write(stderr.isTTY ? `${REWRITE}${fitting(line, stderr.columns)}` : `${line}\n`)
    },
    async ask(question) {
      leaveProgress()
      if (!stdin.isTTY) return undefined
      const reader = createInterface({ input: stdin, output: stderr })
      try {
        return await reader.question(question)
      } finally {
        reader.close()
      }
    },
  }
}

/** A line that wraps could not be replaced any more. */
function fitting(line: string, columns = 80): string {
  return [...line].slice(0, columns - 1).join('')
}
