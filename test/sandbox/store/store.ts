import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { listen } from '../listening.ts'
import { openBuckets } from './buckets.ts'
import { createFaultPlan, FAULT_NAMES, type Fault, type Strike } from './faults.ts'
import { openPutJournal, type PutJournal } from './journal.ts'
import { createPartCounts, type PartCounts } from './part-counts.ts'
import { createPersonality, type PersonalityName } from './personalities.ts'
import { FAULT_TARGETS, type FaultTarget } from './routes.ts'
import { handleRequest, type StoreServer } from './server.ts'
import type { Credentials } from './signature.ts'

export interface StoreOptions {
  /** Objects live in `<home>/store`. */
  home: string
  /** 0 lets the system choose. */
  port: number
  region: string
  credentials: Credentials
  /** Made at the first start; anybody may read its objects. */
  publicBucket: string
  /** In what it differs from Amazon's; in nothing when left out. */
  personalities?: readonly PersonalityName[]
  /** Milliseconds since the epoch. */
  nowMs?: () => number
}

export interface StoreControl {
  /** Plans a fault for an operation such as `put`, a method or `any`. @throws RangeError for an unknown name or number */
  fail(target: FaultTarget, fault: Fault): void
  clearFaults(): void
  /** All requests that met a fault since the start. */
  strikes(): Strike[]
  /** Ends all connections and refuses new ones for a while. Resolves when they are taken again. */
  refuseConnections(forMs: number): Promise<void>
  /** Puts these together in place of the ones before; none is Amazon's. @throws RangeError for an unknown name */
  setPersonalities(names: readonly PersonalityName[]): void
  /** Requests since the start, of whatever kind. */
  requests(): number
  /** How often an object was asked for with its bytes, since the start. */
  readsOf(bucket: string, key: string): number
  puts: Pick<PutJournal, 'putsOf' | 'totals' | 'repeated'>
  parts: Pick<PartCounts, 'of'>
}

/** A running store. */
export interface RunningStore {
  url: string
  port: number
  publicBaseUrl: string
  control: StoreControl
  stop(): Promise<void>
}

/** Starts a strict S3 store on the loopback address, with its objects on disk. */
export async function startStore(options: StoreOptions): Promise<RunningStore> {
  const folder = join(options.home, 'store')
  const temporaryFolder = join(folder, 'tmp')
  await rm(temporaryFolder, { recursive: true, force: true })
  await mkdir(temporaryFolder, { recursive: true })
  const personality = createPersonality(options.personalities)
  const buckets = await openBuckets(join(folder, 'buckets'), personality)
  if (!buckets.all().some(({ name }) => name === options.publicBucket)) {
    await buckets.create(options.publicBucket, { isPublic: true, versioning: 'Enabled' })
  }
  const journal = openPutJournal(join(folder, 'puts.ndjson'))
  const parts = createPartCounts()
  const { credentials, region } = options
  const server: StoreServer = {
    context: { buckets, journal, parts, region, personality, temporaryFolder },
    authority: { credentials, region, nowMs: options.nowMs ?? Date.now },
    faults: createFaultPlan(FAULT_TARGETS, FAULT_NAMES),
    reads: new Map(),
    onError: (error) => console.error('store:', error),
  }
  let requests = 0
  const listening = await listen((message, response) => {
    requests += 1
    void handleRequest(server, message, response)
  }, options.port)
  return {
    url: listening.url,
    port: listening.port,
    publicBaseUrl: `${listening.url}/${options.publicBucket}`,
    control: {
      fail: server.faults.add,
      clearFaults: server.faults.clear,
      strikes: server.faults.strikes,
      refuseConnections: listening.refuse,
      setPersonalities: personality.set,
      requests: () => requests,
      readsOf: (bucket, key) => server.reads.get(`${bucket}/${key}`) ?? 0,
      puts: journal,
      parts,
    },
    stop: async () => {
      await listening.stop()
      journal.close()
    },
  }
}
