import { systemClock } from '../adapters/clock/system-clock.ts'
import { openHttpsSource } from '../adapters/https/document-source.ts'
import { assumedRole, fixedCredentials } from '../adapters/s3/assumed-role.ts'
import { openS3Source } from '../adapters/s3/document-source.ts'
import { openSourcesInOrder } from '../adapters/sources/in-order.ts'
import { openVendorSource } from '../adapters/vendor/document-source.ts'
import { fixedToken, tokenOfCommand, tokenOfFile, type VendorToken } from '../adapters/vendor/token.ts'
import { type Config, type SourcesConfig, withoutSecrets } from '../config.ts'
import type { SourceName } from '../domain/object/fingerprint.ts'
import type { RequestSeen } from '../domain/pace/concurrency.ts'
import type { Clock } from '../ports/clock.ts'
import type { OpenDocumentSource } from '../ports/document-source.ts'

/** Picks the adapters that documents come from. */

/** Vaults commonly lease tokens for an hour or more. */
const VENDOR_TOKEN_LIFE_MS = 15 * 60_000
const VENDOR_TOKEN_TIMEOUT_MS = 10_000

type VendorConfig = NonNullable<SourcesConfig['vendor']>
type S3Config = NonNullable<SourcesConfig['s3']>

/** Told of each request, and whether it went to the API that names documents or to their bytes. */
type Observe = (host: 'source-api' | 'source-files', seen: RequestSeen) => void

/** Opens the sources of the settings in their order. Each gets its own credentials and connections, and nothing of the others. */
export function openSources(
  { sources, vendor: { maxFileSizeBytes } }: Pick<Config, 'sources' | 'vendor'>,
  clock: Clock,
  observe: Observe,
): OpenDocumentSource {
  const ofFiles = { maxFileSizeBytes, observe: (seen: RequestSeen) => observe('source-files', seen) }
  const openers: Record<SourceName, () => OpenDocumentSource> = {
    vendor: () => openVendor(required(sources.vendor), { maxFileSizeBytes, observe }),
    s3: () => openS3(required(sources.s3), clock, ofFiles),
    https: () => openHttpsSource({ ...required(sources.https), ...ofFiles }),
  }
  return openSourcesInOrder(new Map(sources.order.map((name) => [name, openers[name]()])))
}

/**
 * Buckets of documents that the destination's own credentials reach in its own store, so that it copies from them by itself:
 * same address, same keys, no role in between.
 */
export function copyBucketsOf({
  sources: { s3 },
  destination,
}: Pick<Config, 'sources' | 'destination'>): readonly string[] {
  if (s3 === null || s3.roleArn !== null) return []
  const isSameStore = s3.endpoint === destination.endpoint && s3.region === destination.region
  const isSameKey =
    s3.accessKeyId === destination.accessKeyId && s3.secretAccessKey.reveal() === destination.secretAccessKey.reveal()
  return isSameStore && isSameKey ? s3.buckets : []
}

function openVendor(vendor: VendorConfig, options: { maxFileSizeBytes: number; observe: Observe }): OpenDocumentSource {
  const { token, headers, bodyTemplate, ...rest } = vendor
  const revealed = Object.entries(headers).map(([name, value]) => [name, value.reveal()])
  const body = bodyTemplate === null ? {} : { bodyTemplate }
  return openVendorSource({
    ...rest,
    ...body,
    token: vendorToken(token),
    headers: Object.fromEntries(revealed),
    ...options,
  })
}

function vendorToken(setting: VendorConfig['token']): VendorToken {
  switch (setting.kind) {
    case 'text':
      return fixedToken(setting.token.reveal())
    case 'file':
      return tokenOfFile(setting.path)
    case 'command': {
      const environment = withoutSecrets(process.env)
      const limits = { lifeMs: VENDOR_TOKEN_LIFE_MS, timeoutMs: VENDOR_TOKEN_TIMEOUT_MS }
      return tokenOfCommand({ command: setting.command, environment, ...limits }, systemClock)
    }
  }
}

function openS3(
  s3: S3Config,
  clock: Clock,
  options: { maxFileSizeBytes: number; observe: (seen: RequestSeen) => void },
): OpenDocumentSource {
  const { accessKeyId, region, roleArn, stsEndpoint } = s3
  const keys = { accessKeyId, secretAccessKey: s3.secretAccessKey.reveal() }
  const credentials =
    roleArn === null ? fixedCredentials(keys) : assumedRole({ ...keys, roleArn, region, stsEndpoint }, clock)
  return openS3Source({ ...s3, credentials, ...options }, clock)
}

function required<Value>(value: Value | null): Value {
  if (value === null) throw new TypeError('The settings of sources were not checked.')
  return value
}
