import { SOURCE_NAMES, type SourceName } from '../domain/object/fingerprint.ts'
import { parseHosts, withoutTrailingSlash } from './addresses.ts'
import type { FileTexts } from './files.ts'
import { Secret } from './secret.ts'
import type { VendorFiles } from './source-files.ts'
import type { Settings } from './variables.ts'

export type VendorTokenSetting =
  | { kind: 'text'; token: Secret }
  /** `token` is what the file held at the start; it is read anew when it changes. */
  | { kind: 'file'; path: string; token: Secret }
  | { kind: 'command'; command: readonly string[] }

/** Where documents come from; what no source needs is null. */
export interface SourcesConfig {
  /** Asked in this order. */
  order: readonly SourceName[]
  vendor: {
    apiUrl: string
    token: VendorTokenSetting
    headers: VendorFiles['headers']
    /** Null for the body that the vendor's own download sends. */
    bodyTemplate: VendorFiles['bodyTemplate']
    /** Names on the way to the address in the API's answer. */
    responsePath: readonly string[]
    version: string
    /** Where pre-signed URLs may point. */
    fileHosts: readonly string[]
    /** Those of them and of the API that may lead into a network. */
    innerHosts: readonly string[]
  } | null
  s3: {
    /** Null means AWS in the region. */
    endpoint: string | null
    region: string
    /** The only ones that are read from. */
    buckets: readonly string[]
    accessKeyId: string
    secretAccessKey: Secret
    isPathStyle: boolean
    /** Role to assume with the keys; null to read with the keys themselves. */
    roleArn: string | null
    /** Null means AWS in the region. */
    stsEndpoint: string | null
    /** Whether archived objects may be asked back, which the owner of the bucket pays for. */
    mayRestore: boolean
  } | null
  https: { hosts: readonly string[]; innerHosts: readonly string[] } | null
}

/** The sources of valid settings. */
export function toSources(settings: Settings, files: FileTexts, vendorFiles: VendorFiles): SourcesConfig {
  const order = parseSources(settings.SOURCES)
  return {
    order,
    vendor: order.includes('vendor') ? toVendor(settings, files, vendorFiles) : null,
    s3: order.includes('s3') ? toS3(settings) : null,
    https: order.includes('https')
      ? { hosts: parseHosts(settings.SOURCE_HTTPS_HOSTS), innerHosts: parseHosts(settings.SOURCE_HTTPS_INNER_HOSTS) }
      : null,
  }
}

/** The sources of a list, each once. */
export function parseSources(text: string): SourceName[] {
  const names = text.split(',').map((name) => name.trim())
  return SOURCE_NAMES.filter((name) => names.includes(name)).sort((a, b) => names.indexOf(a) - names.indexOf(b))
}

function toVendor(settings: Settings, files: FileTexts, vendorFiles: VendorFiles): SourcesConfig['vendor'] {
  return {
    apiUrl: withoutTrailingSlash(settings.VENDOR_API_URL ?? ''),
    token: toToken(settings, files, vendorFiles),
    headers: vendorFiles.headers,
    bodyTemplate: vendorFiles.bodyTemplate,
    responsePath: settings.VENDOR_RESPONSE_PATH.split('.'),
    version: settings.VENDOR_VERSION,
    fileHosts: parseHosts(settings.VENDOR_FILE_HOSTS ?? ''),
    innerHosts: parseHosts(settings.VENDOR_INNER_HOSTS),
  }
}

function toToken(settings: Settings, files: FileTexts, { tokenCommand }: VendorFiles): VendorTokenSetting {
  if (settings.VENDOR_TOKEN !== undefined) return { kind: 'text', token: new Secret(settings.VENDOR_TOKEN) }
  if (tokenCommand !== null) return { kind: 'command', command: tokenCommand }
  const token = new Secret(files.VENDOR_TOKEN_FILE?.trim() ?? '')
  return { kind: 'file', path: settings.VENDOR_TOKEN_FILE ?? '', token }
}

function toS3(settings: Settings): SourcesConfig['s3'] {
  const addressOf = (text: string | undefined) => (text === undefined ? null : withoutTrailingSlash(text))
  return {
    endpoint: addressOf(settings.SOURCE_S3_ENDPOINT),
    region: settings.SOURCE_S3_REGION ?? '',
    buckets: parseHosts(settings.SOURCE_S3_BUCKETS),
    accessKeyId: settings.SOURCE_S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: new Secret(settings.SOURCE_S3_SECRET_ACCESS_KEY ?? ''),
    isPathStyle: settings.SOURCE_S3_PATH_STYLE,
    roleArn: settings.SOURCE_S3_ROLE_ARN ?? null,
    stsEndpoint: addressOf(settings.SOURCE_S3_STS_ENDPOINT),
    mayRestore: settings.SOURCE_S3_RESTORE,
  }
}
