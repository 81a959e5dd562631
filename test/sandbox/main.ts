import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chooseBindings, chooseWorld, readInfo, UsageError, writeInfo } from './home.ts'
import { type RunningSandbox, startParts } from './sandbox.ts'
import { type PersonalityName, parsePersonality } from './store/personalities.ts'

const USAGE_EXIT = 2
const DEFAULT_RESTORE_SECONDS = 3_600
/** Every format of the catalogue has room for its structure in so many. */
const SMALLEST_CUT_BYTES = 4_096

const OPTIONS = {
  home: { type: 'string' },
  records: { type: 'string' },
  seed: { type: 'string' },
  zoo: { type: 'boolean' },
  'largest-document-bytes': { type: 'string' },
  'org-port': { type: 'string' },
  'vendor-port': { type: 'string' },
  'vendor-bucket-port': { type: 'string' },
  'store-port': { type: 'string' },
  'control-port': { type: 'string' },
  'restore-after-seconds': { type: 'string' },
  'job-delay-ms': { type: 'string' },
  'org-id': { type: 'string' },
  namespace: { type: 'string' },
  'store-personalities': { type: 'string' },
  'stop-with-parent': { type: 'boolean' },
} as const

type Arguments = ReturnType<typeof readArguments>

/** The process of the sandbox: prints its info as one line of JSON when it is ready, and runs until it is stopped. */
async function main(): Promise<void> {
  const given = readArguments()
  const sandbox = await start(given)
  stopOnRequest(sandbox, given['stop-with-parent'] === true)
  process.stdout.write(`${JSON.stringify(sandbox.info)}\n`)
}

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, strict: true }).values
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause })
  }
}

async function start(given: Arguments): Promise<RunningSandbox> {
  if (given.home === undefined) throw new UsageError('The sandbox needs --home, the folder for everything it keeps.')
  const home = resolve(given.home)
  const wanted = {
    records: wholeNumber(given, 'records', 1),
    seed: given.seed,
    zoo: given.zoo,
    largestDocumentBytes: wholeNumber(given, 'largest-document-bytes', SMALLEST_CUT_BYTES),
  }
  const before = await readInfo(home)
  const sandbox = await startParts({
    home,
    world: chooseWorld(wanted, before),
    bindings: chooseBindings(portsOf(given), before),
    restoreAfterSeconds: wholeNumber(given, 'restore-after-seconds') ?? DEFAULT_RESTORE_SECONDS,
    jobDelayMs: wholeNumber(given, 'job-delay-ms'),
    orgId: given['org-id'] ?? before?.org.orgId,
    namespace: given.namespace,
    storePersonalities: personalitiesOf(given),
  })
  await writeInfo(home, sandbox.info)
  return sandbox
}

function portsOf(given: Arguments) {
  return {
    org: wholeNumber(given, 'org-port'),
    vendor: wholeNumber(given, 'vendor-port'),
    vendorBucket: wholeNumber(given, 'vendor-bucket-port'),
    store: wholeNumber(given, 'store-port'),
    control: wholeNumber(given, 'control-port'),
  }
}

function personalitiesOf(given: Arguments): PersonalityName[] {
  const names = given['store-personalities']?.split(',').filter((name) => name !== '') ?? []
  try {
    return names.map(parsePersonality)
  } catch (cause) {
    throw new UsageError(`--store-personalities: ${(cause as Error).message}`, { cause })
  }
}

function wholeNumber(given: Arguments, name: keyof Arguments, least = 0): number | undefined {
  const text = given[name]
  if (text === undefined) return undefined
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= least && /^\d+$/.test(String(text))) return number
  throw new UsageError(`--${name} must be a whole number from ${least}; it is "${text}".`)
}

function stopOnRequest(sandbox: RunningSandbox, isBoundToParent: boolean): void {
  const stop = () => void sandbox.stop().then(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  if (isBoundToParent) process.stdin.resume().once('end', stop).once('error', stop)
}

function explain(error: unknown): string {
  const { code, port } = error as { code?: string; port?: number }
  if (code !== 'EADDRINUSE') return error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `Port ${port} is in use; the sandbox keeps its ports because URLs in the org name them. Free it, or use another home.`
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : explain(error)}\n`)
  process.exit(error instanceof UsageError ? USAGE_EXIT : 1)
}
