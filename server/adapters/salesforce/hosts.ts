import { FatalError } from '../../domain/errors.ts'
import { isSalesforceHost } from '../../domain/org/salesforce-host.ts'

const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * The origin of an address a token may be sent to: a Salesforce host over https, or one of the allowed hosts. Plain http
 * only where an allowed host is this machine.
 * @param allowedHosts further hosts, lower case, with port or (for any port) without
 * @param what names the address in the message
 * @throws FatalError salesforce.host-not-allowed
 */
export function allowedOrigin(address: string, allowedHosts: readonly string[], what: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url !== undefined && url.username === '' && url.password === '' && isAllowed(url, allowedHosts)) return url.origin
  throw new FatalError(
    'salesforce.host-not-allowed',
    `Expected ${what} to be an https address at *.salesforce.com, *.salesforce.mil or an allowed host, got ${url?.origin ?? 'something that is no address'}. No token was sent there. Mend the login URL, or add the host to the allowed ones if it is yours.`,
  )
}

function isAllowed(url: URL, allowedHosts: readonly string[]): boolean {
  const isListed = allowedHosts.includes(url.host) || allowedHosts.includes(url.hostname)
  if (url.protocol === 'http:') return isListed && LOOPBACK_HOST.test(url.hostname)
  return url.protocol === 'https:' && (isListed || (url.port === '' && isSalesforceHost(url.hostname)))
}
