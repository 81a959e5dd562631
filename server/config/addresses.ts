import { isIPv4 } from 'node:net'

/** True for names and addresses that never leave this machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1')
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'))
}

/** Why a text is not an address Doclift may speak to, as a sentence that shows nothing of it; null when it is one. */
export function addressProblem(name: string, text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) return `${name} must be an https address.`
  if (url.username || url.password) return `${name} must not contain a user or password.`
  if (url.search || url.hash) return `${name} must not have a query or a fragment.`
  if (url.protocol === 'https:' || isLoopbackHost(url.hostname)) return null
  return `${name} must use https; http is for loopback addresses only.`
}

const HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[1-9][0-9]{0,4})?$/

/** Why a text is not a list of hosts, as a sentence; null when it is one. */
export function hostsProblem(name: string, text: string): string | null {
  const wrong = parseHosts(text).find((host) => !HOST.test(host))
  if (wrong === undefined) return null
  const found = JSON.stringify(wrong.slice(0, 60))
  return `${name} must be host names separated by commas, each with a port where it is not the usual one; ${found} is none.`
}

/** The hosts of a list, lower case. */
export function parseHosts(text: string): string[] {
  return text
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '')
}

/** An address without slashes at its end. */
export function withoutTrailingSlash(address: string): string {
  return address.replace(/\/+$/, '')
}
