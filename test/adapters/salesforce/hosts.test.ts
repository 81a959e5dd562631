import { expect, test } from 'vitest'
import { allowedOrigin } from '../../../server/adapters/salesforce/hosts.ts'

const listed = ['127.0.0.1:8443', 'localhost', '[::1]', 'sandbox.example']

test.for([
  ['https://northwind.my.salesforce.com/services?x=1', 'https://northwind.my.salesforce.com'],
  ['https://NORTHWIND--dev.sandbox.my.SALESFORCE.com/', 'https://northwind--dev.sandbox.my.salesforce.com'],
  ['https://base.my.salesforce.mil', 'https://base.my.salesforce.mil'],
  ['http://127.0.0.1:8443/', 'http://127.0.0.1:8443'],
  ['http://localhost:1', 'http://localhost:1'],
  ['http://[::1]:2', 'http://[::1]:2'],
  ['https://sandbox.example:8443', 'https://sandbox.example:8443'],
])('%s may be sent a token', ([address = '', origin]) => {
  expect(allowedOrigin(address, listed, 'the login URL')).toBe(origin)
})

test.for([
  'http://northwind.my.salesforce.com',
  'https://salesforce.com',
  'https://evilsalesforce.com',
  'https://northwind.my.salesforce.com.evil.example',
  'https://northwind.my.salesforce.com:8443',
  'https://northwind.my.salesforce.com@evil.example',
  'https://user:pass@northwind.my.salesforce.com',
  'https://evil.example/?.salesforce.com',
  'https://evil.example#.salesforce.com',
  'https://evil.example\\.my.salesforce.com',
  'https://evil.example%2f.my.salesforce.com',
  'https://evil.example%00.my.salesforce.com',
  'https://evil.example\t.my.salesforce.com.evil.example',
  'https://northwind.my.salesforce.com.',
  'https://northwind.my.salesforce.co',
  'https://northwind.my.salesforce.com.au',
  'https://northwind.my-salesforce.com',
  'https://northwind.my.sa\u217cesforce.com.evil.example',
  'https://northwind.my.s\u0430lesforce.com',
  'https://northwind.my.xn--slesforce-f4h.com',
  'https://northwind.my.salesforce.com:443@evil.example',
  'https://[::1].salesforce.com',
  'javascript://northwind.my.salesforce.com/%0aalert(1)',
  'http://127.0.0.1:8444',
  'http://sandbox.example',
  'ftp://localhost',
  'northwind.my.salesforce.com',
  '',
])('%s is refused before anything is sent', (address) => {
  expect(() => allowedOrigin(address, listed, 'the login URL')).toThrow(
    expect.objectContaining({ code: 'salesforce.host-not-allowed', behaviour: 'fatal' }),
  )
})

test('the refusal names the origin alone, not a password or query in the address', () => {
  const address = 'https://user:hidden@evil.example/path?token=hidden'
  expect(() => allowedOrigin(address, [], 'the login URL')).toThrow(/^(?!.*hidden).*https:\/\/evil\.example/s)
})
