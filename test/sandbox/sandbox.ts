import { createHmac } from 'node:crypto'
import { createCatalogue } from './catalogue/catalogue.ts'
import { createControlAreas, handleControlRequest } from './control.ts'
import type { Bindings, World } from './home.ts'
import type { SandboxInfo } from './info.ts'
import { listen } from './listening.ts'
import { startOrg } from './org/server.ts'
import type { PersonalityName } from './store/personalities.ts'
import { startStore } from './store/store.ts'
import { startVendor } from './vendor/vendor.ts'

export interface SandboxOptions {
  home: string
  world: World
  bindings: Bindings
  /** How long the vendor takes to bring an archived document back. */
  restoreAfterSeconds: number
  /** How long the org's bulk jobs wait; the org's own choice when absent. */
  jobDelayMs: number | undefined
  orgId: string | undefined
  /** Of the package that brought the document object. */
  namespace: string | undefined
  storePersonalities: readonly PersonalityName[]
}

export interface RunningSandbox {
  info: SandboxInfo
  stop(): Promise<void>
}

const BUCKET = 'doclift-destination'
const REGION = 'eu-central-1'

/** Starts org, vendor, store and control, and says where they are. */
export async function startParts(options: SandboxOptions): Promise<RunningSandbox> {
  const { home, world, bindings } = options
  const { ports, vendorToken, accessKeyId, secretAccessKey, controlToken } = bindings
  const catalogue = createCatalogue(world)
  await using running = new AsyncDisposableStack()

  const vendor = await startVendor({
    catalogue,
    home,
    apiPort: ports.vendor,
    bucketPort: ports.vendorBucket,
    token: vendorToken,
    credentials: vendorCredentials(vendorToken),
    restoreAfterSeconds: options.restoreAfterSeconds,
  })
  running.defer(vendor.stop)

  const credentials = { accessKeyId, secretAccessKey }
  const where = { home, port: ports.store, region: REGION, credentials, publicBucket: BUCKET }
  const store = await startStore({ ...where, personalities: options.storePersonalities })
  running.defer(store.stop)

  const { orgId, jobDelayMs, namespace } = options
  const given = {
    ...(orgId && { orgId }),
    ...(namespace && { namespace }),
    ...(jobDelayMs !== undefined && { jobDelayMs }),
  }
  const org = await startOrg({ catalogue, home, port: ports.org, ...given })
  running.defer(org.stop)

  const parts = {
    catalogue,
    bucket: BUCKET,
    urlField: org.urlField,
    org: org.control,
    store: store.control,
    vendor: vendor.control,
  }
  const areas = createControlAreas(parts)
  const control = await listen(
    (message, response) =>
      void handleControlRequest(areas, controlToken, message, response).catch(() => response.destroy()),
    ports.control,
  )
  running.defer(control.stop)

  const { clientId, clientSecret, clientPrivateKeyFile, inboundKeys } = org
  const login = { clientId, clientSecret, clientPrivateKeyFile, inboundKeys, username: org.integrationUsername }
  const info: SandboxInfo = {
    ...world,
    org: { url: org.url, orgId: org.orgId, ...login },
    vendor: {
      apiUrl: vendor.apiUrl,
      token: vendorToken,
      fileHosts: [vendor.fileHost],
      documentHosts: [catalogue.vendorHost],
    },
    store: { url: store.url, region: REGION, bucket: BUCKET, ...credentials, publicBaseUrl: store.publicBaseUrl },
    controlUrl: control.url,
    controlToken,
  }
  const started = running.move()
  return { info, stop: () => started.disposeAsync() }
}

/** The vendor's own keys follow from its token, so that links outlive a restart without another file. */
function vendorCredentials(token: string) {
  const secretAccessKey = createHmac('sha256', token).update('bucket').digest('base64url')
  return { accessKeyId: 'VENDORSANDBOX', secretAccessKey }
}
