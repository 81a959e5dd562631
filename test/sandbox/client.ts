import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ControlAreas } from './control.ts'
import type { SandboxInfo } from './info.ts'
import type { PersonalityName } from './store/personalities.ts'

export type { ZooAct, ZooEnd } from './catalogue/zoo.ts'
export type { ExpectedDocument, ZooFamily } from './control.ts'
export type { SandboxInfo } from './info.ts'
export { buildPages } from './lightning/build.ts'
export type { Fault, FaultName } from './store/faults.ts'
export { type PersonalityName, personalitiesOf, type Server } from './store/personalities.ts'
export type { FaultTarget } from './store/routes.ts'

export interface SandboxSettings {
  /** The folder for everything the sandbox keeps; with the same one it is the same sandbox again. */
  home: string
  /** All entries of the document object. May be left out for a home that exists. */
  records?: number
  seed?: string
  /** Plants every odd kind of `catalogue/zoo.ts`. */
  zoo?: boolean
  /** No document of the vendor is larger, from 4,096 on; as large as it is drawn when left out. */
  largestDocumentBytes?: number
  orgPort?: number
  vendorPort?: number
  vendorBucketPort?: number
  storePort?: number
  controlPort?: number
  restoreAfterSeconds?: number
  jobDelayMs?: number
  orgId?: string
  /** Of the package that brought the document object and its fields; none when left out. */
  namespace?: string
  /** In what the S3 store differs from Amazon's; in nothing when left out. */
  storePersonalities?: readonly PersonalityName[]
}

type Remote<Methods> = {
  [Name in keyof Methods]: Methods[Name] extends (...given: infer Given) => infer Result
    ? (...given: Given) => Promise<Awaited<Result>>
    : never
}

/** The sandbox's controls by area, called over its control address. A refused call throws the sandbox's sentence. */
export type RemoteControls = { [Area in keyof ControlAreas]: Remote<ControlAreas[Area]> }

/** A sandbox in a process of its own. It ends with this process, whatever happens to it. */
export interface Sandbox extends RemoteControls {
  info: SandboxInfo
  processId: number
  /** Ends it in order. */
  stop(): Promise<void>
  /** Ends it like a power cut. */
  kill(): Promise<void>
}

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
/** The sandbox needs no settings of ours, so it gets none of our secrets. */
const PASSED_ON = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR']

/**
 * Starts a sandbox and waits until it is ready.
 * @throws Error with what the process said, when it does not start
 */
export async function startSandbox(settings: SandboxSettings): Promise<Sandbox> {
  const env = Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
  const child = spawn(process.execPath, [MAIN, ...formatArguments(settings), '--stop-with-parent'], { env })
  const info = await readFirstLine(child)
  child.stderr.pipe(process.stderr)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  return {
    ...connectControls(info),
    info,
    processId: child.pid ?? 0,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

/** The controls of a running sandbox, for whoever knows its info. */
export function connectControls({ controlUrl, controlToken }: SandboxInfo): RemoteControls {
  const area = <Name extends keyof ControlAreas>(name: Name) =>
    remote<ControlAreas[Name]>((method, given) => call(`${controlUrl}/${name}/${method}`, controlToken, given))
  return { control: area('control'), store: area('store'), vendor: area('vendor') }
}

/** Every property is a method; `then` is none, or awaiting the object would call it. */
function remote<Methods>(invoke: (method: string, given: unknown[]) => Promise<unknown>): Remote<Methods> {
  const get = (_: object, name: string | symbol) =>
    typeof name === 'string' && name !== 'then' ? (...given: unknown[]) => invoke(name, given) : undefined
  return new Proxy({}, { get }) as Remote<Methods>
}

async function call(url: string, token: string, given: unknown[]): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(withoutTrailingGaps(given)) })
  const { result, error } = (await response.json()) as { result?: unknown; error?: string }
  if (error !== undefined) throw new Error(error)
  return result
}

/** JSON would turn an argument that was left out into null. */
function withoutTrailingGaps(given: unknown[]): unknown[] {
  return given.slice(0, given.findLastIndex((value) => value !== undefined) + 1)
}

/** `restoreAfterSeconds: 5` becomes `--restore-after-seconds=5`, `zoo: true` becomes `--zoo`; a list is written with commas. */
function formatArguments(settings: SandboxSettings): string[] {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined && value !== false)
  return given.map(([name, value]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    return value === true ? flag : `${flag}=${value}`
  })
}

async function readFirstLine(child: ChildProcess): Promise<SandboxInfo> {
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('The sandbox has no output to read.')
  let complaint = ''
  stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4_000)
  })
  const lines = createInterface({ input: stdout })
  const ended = once(child, 'close').then(() => undefined)
  const line = await Promise.race([once(lines, 'line').then(([text]) => String(text)), ended])
  if (line === undefined) throw new Error(`The sandbox did not start: ${complaint.trim()}`)
  return JSON.parse(line) as SandboxInfo
}
