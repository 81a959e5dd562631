import type { Catalogue } from '../catalogue/catalogue.ts'
import { listen } from '../listening.ts'
import { createFaultPlan, type Fault, type Strike } from '../store/faults.ts'
import type { Credentials } from '../store/signature.ts'
import { handleApiRequest } from './api.ts'
import { handleBucketRequest } from './bucket.ts'
import { VENDOR_FAULTS, VENDOR_OPERATIONS, type VendorContext, type VendorFaultName } from './context.ts'
import { type Counter, createCounter } from './counts.ts'
import { openRestores } from './restores.ts'
import { openRevisions, type Revisions } from './revisions.ts'

export interface VendorOptions {
  catalogue: Catalogue
  /** Requested restores are kept here. */
  home: string
  /** 0 lets the system choose. */
  apiPort: number
  bucketPort: number
  token: string
  credentials: Credentials
  restoreAfterSeconds: number
  /** Milliseconds since the epoch. */
  nowMs?: () => number
}

export interface VendorControl {
  /** Plans a fault for `presign` or `download`. @throws RangeError for an unknown name */
  fail(operation: string, fault: Fault<VendorFaultName>): void
  clearFaults(): void
  /** All requests that met a fault since the start. */
  strikes(): Strike[]
  requests: Pick<Counter, 'of' | 'totals'>
  revisions: Pick<Revisions, 'revise' | 'resize' | 'latest'>
}

/** The running vendor: its API and its bucket, at two addresses as in reality. */
export interface RunningVendor {
  apiUrl: string
  apiPort: number
  bucketUrl: string
  bucketPort: number
  /** Host and port of the bucket, as links name it. */
  fileHost: string
  control: VendorControl
  stop(): Promise<void>
}

/** Starts the vendor on the loopback address. */
export async function startVendor(options: VendorOptions): Promise<RunningVendor> {
  const nowMs = options.nowMs ?? Date.now
  const revisions = await openRevisions(options.home, options.catalogue)
  const context: VendorContext = {
    catalogue: revisions.catalogue,
    firstCatalogue: revisions.firstCatalogue,
    token: options.token,
    credentials: options.credentials,
    region: 'us-west-2',
    revisions,
    restores: await openRestores(options.home, options.restoreAfterSeconds, nowMs),
    counter: createCounter(),
    faults: createFaultPlan(VENDOR_OPERATIONS, VENDOR_FAULTS),
    nowMs,
  }
  const bucket = await listen(
    (message, response) => void handleBucketRequest(context, message, response),
    options.bucketPort,
  )
  const api = await listen(
    (message, response) =>
      void handleApiRequest(context, bucket.url, message, response).catch(() => response.destroy()),
    options.apiPort,
  )
  return {
    apiUrl: api.url,
    apiPort: api.port,
    bucketUrl: bucket.url,
    bucketPort: bucket.port,
    fileHost: `127.0.0.1:${bucket.port}`,
    control: {
      fail: context.faults.add,
      clearFaults: context.faults.clear,
      strikes: context.faults.strikes,
      requests: context.counter,
      revisions,
    },
    stop: async () => {
      await Promise.all([api.stop(), bucket.stop()])
    },
  }
}
