import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SandboxInfo } from '../../test/sandbox/client.ts'

/**
 * The settings of a service that works on the sandbox: what an operator would write into `.env`.
 * @param home the folder for the service's data
 */
export async function serviceSettings(
  home: string,
  { org, vendor, store }: SandboxInfo,
): Promise<Record<string, string>> {
  const keysFile = join(home, 'jwt-keys.json')
  await writeFile(keysFile, JSON.stringify(org.inboundKeys), { mode: 0o600 })
  return {
    DOCLIFT_HOME: home,
    PROFILE: 'testing',
    ENVIRONMENT: 'sandbox',
    SALESFORCE_LOGIN_URL: org.url,
    SALESFORCE_CLIENT_ID: org.clientId,
    SALESFORCE_CLIENT_SECRET: org.clientSecret,
    VENDOR_API_URL: vendor.apiUrl,
    VENDOR_TOKEN: vendor.token,
    VENDOR_FILE_HOSTS: vendor.fileHosts.join(','),
    VENDOR_DOCUMENT_HOSTS: vendor.documentHosts.join(','),
    DESTINATION_ENDPOINT: store.url,
    DESTINATION_REGION: store.region,
    DESTINATION_BUCKET: store.bucket,
    DESTINATION_ACCESS_KEY_ID: store.accessKeyId,
    DESTINATION_SECRET_ACCESS_KEY: store.secretAccessKey,
    DESTINATION_PATH_STYLE: 'true',
    URL_MODE: 'object',
    URL_BASE: store.publicBaseUrl,
    DOCUMENT_URL_READERS: 'Users who open the link on the record page.',
    JWT_KEYS_FILE: keysFile,
    DOUBT_SECONDS: '15',
  }
}

/** Settings as a file that a shell can read. */
export function formatEnvFile(settings: Readonly<Record<string, string>>): string {
  const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join('')
}
