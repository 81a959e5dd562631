import { BlockList, isIP, type LookupFunction } from 'node:net'
import { FatalError } from '../../domain/errors.ts'

/**
 * Which addresses a request may go to where hosts are named by others. A name is judged by what it resolves to inside the
 * connection, and the connection uses that very answer, so that a name on a list cannot be turned into a way into the network
 * of the service.
 */

/** IANA special-purpose IPv4 addresses, and one that a cloud gives to its machines' keeper though it looks public. */
const INNER_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const

/** Global unicast; whatever is outside (mapped IPv4, unique local, link-local, multicast, translated) is no target. */
const PUBLIC_IPV6 = ['2000::', 3] as const

/** Inside of it: protocol assignments with Teredo, documentation, and 6to4, which carries an IPv4 address. */
const INNER_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const innerIpv4 = blockList(INNER_IPV4, 'ipv4')
const publicIpv6 = blockList([PUBLIC_IPV6], 'ipv6')
const innerIpv6 = blockList(INNER_IPV6, 'ipv6')
const loopbackIpv4 = blockList([['127.0.0.0', 8]], 'ipv4')

/**
 * True when a connection for this host may go to this address: a public one, or one of this machine when the host itself says
 * that it is this machine.
 * @param host as in a URL: a name, an IPv4 address, or an IPv6 address in brackets
 * @param address IPv4 or IPv6
 */
export function mayConnect(host: string, address: string): boolean {
  return isLoopbackHost(host) ? isLoopbackAddress(address) : isPublicAddress(address)
}

/** Why a host that is itself an address may not be asked; undefined for names, which are judged when they are looked up. */
export function literalRefusal(host: string): string | undefined {
  const address = withoutBrackets(host)
  if (isIP(address) === 0 || mayConnect(host, address)) return undefined
  return `${host} is not a public address`
}

/**
 * A lookup that fails when a name leads to any address a request may not go to.
 * Error: FatalError `<errorPrefix>.address-not-allowed`.
 */
export function guardedLookup(lookup: LookupFunction, errorPrefix: string): LookupFunction {
  return (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '')
      const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }]
      const [first] = addresses
      const isAllowed = first !== undefined && addresses.every(({ address }) => mayConnect(host, address))
      if (!isAllowed) return done(notAllowed(errorPrefix, host), '')
      return options.all ? done(null, addresses) : done(null, first.address, first.family)
    })
}

function notAllowed(errorPrefix: string, host: string): FatalError {
  const message = `Expected ${host} to lead to a public address; it leads into a network. Nothing was sent. Check its DNS; a host of your own network has to be allowed in the settings.`
  return new FatalError(`${errorPrefix}.address-not-allowed`, message)
}

function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !innerIpv4.check(address, 'ipv4')
  return isIP(address) === 6 && publicIpv6.check(address, 'ipv6') && !innerIpv6.check(address, 'ipv6')
}

function isLoopbackAddress(address: string): boolean {
  return isIP(address) === 4 ? loopbackIpv4.check(address, 'ipv4') : address === '::1'
}

function isLoopbackHost(host: string): boolean {
  const name = withoutBrackets(host)
  return name === 'localhost' || (isIP(name) !== 0 && isLoopbackAddress(name))
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

function blockList(subnets: readonly (readonly [address: string, bits: number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const [address, bits] of subnets) list.addSubnet(address, bits, family)
  return list
}
