import { isIPv4 } from 'node:net'
import { literalRefusal } from './addresses.ts'

/** Which hosts requests may go to (invariant 10): exact host and port, over TLS unless the host is this machine. */
export interface AllowedHosts {
  /** Why this address may not be asked, as a part of a sentence; undefined when it may. Names the host only. */
  refusalOf(url: URL): string | undefined
}

/**
 * @param hosts `host` for the usual port of https, or `host:port`; compared exactly, in lower case
 * @param innerHosts when given, hosts that are themselves addresses must be public ones, but for these
 */
export function allowHosts(hosts: readonly string[], innerHosts?: readonly string[]): AllowedHosts {
  const listed = new Set(hosts.map(withPort))
  const inner = innerHosts && new Set(innerHosts.map(hostnameOf))
  return {
    refusalOf(url) {
      if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${url.protocol} is not https`
      if (url.username !== '' || url.password !== '') return `the address of ${url.host} contains a user or password`
      if (!listed.has(hostAndPort(url))) return `${hostAndPort(url)} is not one of the allowed hosts`
      const inside = inner?.has(url.hostname) === false ? literalRefusal(url.hostname) : undefined
      if (inside !== undefined) return inside
      if (url.protocol === 'https:' || isLoopback(url.hostname)) return undefined
      return `${hostAndPort(url)} would be asked without TLS`
    },
  }
}

/** The name or address of a host in a list, without its port. */
export function hostnameOf(host: string): string {
  return host.trim().toLowerCase().replace(/:\d+$/, '')
}

function withPort(host: string): string {
  const lower = host.trim().toLowerCase()
  return /:\d+$/.test(lower) ? lower : `${lower}:443`
}

function hostAndPort(url: URL): string {
  const usualPort = url.protocol === 'https:' ? '443' : '80'
  return `${url.hostname.toLowerCase()}:${url.port === '' ? usualPort : url.port}`
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
}
