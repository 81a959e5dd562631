import { execFile } from 'node:child_process'
import type { Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { isOpenToOthers } from '../../domain/file-mode.ts'
import type { Clock } from '../../ports/clock.ts'
import { noToken } from './errors.ts'

/** Where the token for the vendor's API comes from. It is sent to the API alone, and never logged or quoted. */
export interface VendorToken {
  /** The token to send now. @throws FatalError `source.no-token` */
  current(): Promise<string>
  /**
   * Another token than the one that was refused; undefined when there is none. Who asks at the same time shares the answer.
   * @throws FatalError `source.no-token`
   */
  renew(refused: string): Promise<string | undefined>
}

/** A token that stays as it is. */
export function fixedToken(token: string): VendorToken {
  return { current: async () => token, renew: async () => undefined }
}

/**
 * A token in a file that only its owner may read. It is read anew when the file changes, so that whoever rotates the token
 * replaces the file and nothing else.
 */
export function tokenOfFile(path: string): VendorToken {
  let known: { token: string; mark: string } | undefined
  const read = shared(async () => {
    const found = await stat(path).catch(() => undefined)
    if (!found) throw noToken('Expected a file with the token for the vendor; VENDOR_TOKEN_FILE names none.')
    if (process.platform !== 'win32' && isOpenToOthers(found.mode)) throw openToOthers()
    const mark = markOf(found)
    if (known?.mark === mark) return known.token
    const token = await readFile(path, 'utf8').then(tokenIn, () => undefined)
    if (token === undefined) throw noToken(`${NO_TOKEN_IN} the file of VENDOR_TOKEN_FILE. Put one into it.`)
    known = { token, mark }
    return token
  })
  return { current: read, renew: async (refused) => unless(refused, await read()) }
}

export interface TokenCommand {
  /** The program and its arguments. */
  command: readonly string[]
  /** What the program sees of the environment. */
  environment: Readonly<Record<string, string | undefined>>
  /** A token older than this is replaced by another. */
  lifeMs: number
  /** The program is ended after this time. */
  timeoutMs: number
}

/** A token that a program writes to its standard output. No shell is involved, and what the program says is not kept. */
export function tokenOfCommand(options: TokenCommand, clock: Pick<Clock, 'now'>): VendorToken {
  let known: { token: string; at: number } | undefined
  const run = shared(async () => {
    const token = tokenIn(await outputOf(options))
    if (token === undefined) throw noToken(`${NO_TOKEN_IN} what VENDOR_TOKEN_COMMAND prints. Run it by hand and look.`)
    known = { token, at: clock.now().getTime() }
    return token
  })
  return {
    async current() {
      if (!known) return await run()
      if (clock.now().getTime() - known.at < options.lifeMs) return known.token
      // The older token may well be good still; when it is not, the vendor says so.
      const { token } = known
      return await run().catch(() => token)
    },
    renew: async (refused) => (known && known.token !== refused ? known.token : unless(refused, await run())),
  }
}

const NO_TOKEN_IN = 'Expected one line of printable characters without spaces as the token for the vendor in'
const LARGEST_TOKEN_BYTES = 16 * 1024
const TOKEN = /^[\x21-\x7e]{1,16384}$/

/** A token goes into a header, where another line would be another header. */
function tokenIn(text: string): string | undefined {
  const token = text.trim()
  return TOKEN.test(token) ? token : undefined
}

function outputOf({ command, environment, timeoutMs }: TokenCommand): Promise<string> {
  const [program = '', ...given] = command
  const options = {
    env: environment as NodeJS.ProcessEnv,
    timeout: timeoutMs,
    killSignal: 'SIGKILL' as const,
    maxBuffer: LARGEST_TOKEN_BYTES,
    windowsHide: true,
  }
  return new Promise((resolve, reject) => {
    const child = execFile(program, given, options, (error, output) => {
      if (error) reject(noToken(`Expected VENDOR_TOKEN_COMMAND to print a token; it ${endOf(error)}. Run it by hand.`))
      else resolve(output)
    })
    child.stdin?.end()
  })
}

/** By code and signal alone: the message of the error quotes what the program wrote. */
function endOf({ code, killed }: { code?: unknown; killed?: boolean }): string {
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `printed more than ${LARGEST_TOKEN_BYTES} bytes`
  if (killed) return 'did not end in time'
  if (typeof code === 'number') return `ended with exit code ${code}`
  return typeof code === 'string' ? `could not be started (${code})` : 'was ended by a signal'
}

function openToOthers() {
  return noToken(
    'Expected the file of VENDOR_TOKEN_FILE to be readable by its owner alone; others may read it. Take that from them (chmod 600).',
  )
}

function markOf({ ino, size, mtimeMs }: Stats): string {
  return [ino, size, mtimeMs].join(' ')
}

function unless(refused: string, token: string): string | undefined {
  return token === refused ? undefined : token
}

/** Whoever calls while a call is under way gets the same answer. */
function shared<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let underWay: Promise<Result> | undefined
  return () => {
    underWay ??= work().finally(() => {
      underWay = undefined
    })
    return underWay
  }
}
