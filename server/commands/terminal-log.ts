import type { Log } from '../ports/log.ts'

/** Warnings and errors as lines for a person; what merely happens is not said. */
export function terminalLog(printError: (text: string) => void): Log {
  const say = (message: string) => printError(message)
  return { info: () => {}, warn: say, error: say }
}
