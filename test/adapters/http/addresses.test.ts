import type { LookupFunction } from 'node:net'
import { describe, expect, test } from 'vitest'
import { guardedLookup, literalRefusal, mayConnect } from '../../../server/adapters/http/addresses.ts'

const NAME = 'n8n.example'

test.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:2800:220:1:248:1893:25c8:1946'])(
  'the public address %s may be connected to',
  (address) => {
    expect(mayConnect(NAME, address)).toBe(true)
  },
)

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:10.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::a00:1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'no address',
])('the address %s may not be connected to', (address) => {
  expect(mayConnect(NAME, address)).toBe(false)
})

test.each(['localhost', '127.0.0.1', '127.9.9.9', '[::1]'])(
  'the host %s may lead to this machine and nowhere else',
  (host) => {
    expect([mayConnect(host, '127.0.0.1'), mayConnect(host, '::1')]).toEqual([true, true])
    expect([mayConnect(host, '10.0.0.1'), mayConnect(host, '8.8.8.8')]).toEqual([false, false])
  },
)

test('a host that is an address is judged by itself, and a name is not', () => {
  for (const host of ['169.254.169.254', '10.0.0.1', '[fd00::1]', '[::ffff:7f00:1]']) {
    expect(literalRefusal(host)).toContain(host)
  }
  for (const host of [NAME, 'localhost', '127.0.0.1', '[::1]', '8.8.8.8']) expect(literalRefusal(host)).toBeUndefined()
})

describe('a lookup', () => {
  /** What the guarded lookup gives for a name with these addresses. */
  function lookUp(addresses: string[], options: { all?: boolean } = {}) {
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    const lookup: LookupFunction = (_host, _options, done) => done(null, found)
    return new Promise((resolve, reject) => {
      guardedLookup(lookup, 'here')(NAME, options, (error, ...answer) => (error ? reject(error) : resolve(answer)))
    })
  }

  test('gives one address or all of them, as it was asked', async () => {
    expect(await lookUp(['8.8.8.8', '8.8.4.4'])).toEqual(['8.8.8.8', 4])
    expect(await lookUp(['8.8.8.8'], { all: true })).toEqual([[{ address: '8.8.8.8', family: 4 }]])
  })

  test.each([[['10.0.0.1']], [['8.8.8.8', '169.254.169.254']], [[]]])(
    'fails when it leads to %j',
    async (addresses) => {
      await expect(lookUp(addresses)).rejects.toMatchObject({ code: 'here.address-not-allowed' })
    },
  )

  test('that fails by itself keeps its reason', async () => {
    const lookup: LookupFunction = (_host, _options, done) =>
      done(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), '')
    const answer = new Promise((resolve) => guardedLookup(lookup, 'here')(NAME, {}, resolve))
    expect(await answer).toMatchObject({ code: 'ENOTFOUND' })
  })
})
