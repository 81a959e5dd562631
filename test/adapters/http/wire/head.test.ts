import { describe, expect, test } from 'vitest'
import { formatRequestHead, framingOf, parseResponseHead } from '../../../../server/adapters/http/wire/head.ts'

const REQUEST = { method: 'PUT', path: '/a%20b?x=1', host: 'files.example:8443', headers: {}, bodyBytes: undefined }

describe('the head of a request', () => {
  test('is written as it is, with host and length', () => {
    const headers = { 'content-type': 'text/plain', 'x-note': 'f\u00fc' }
    expect(formatRequestHead({ ...REQUEST, headers, bodyBytes: 12 })).toBe(
      'PUT /a%20b?x=1 HTTP/1.1\r\nhost: files.example:8443\r\ncontent-type: text/plain\r\nx-note: f\u00fc\r\ncontent-length: 12\r\n\r\n',
    )
    expect(formatRequestHead(REQUEST)).not.toContain('content-length')
  })

  test.each([
    ['a path with a space', { path: '/a b' }],
    ['a path with a line break', { path: '/a\r\nx: y' }],
    ['an empty path', { path: '' }],
    ['a value with a line break', { headers: { note: 'a\r\nx: y' } }],
    ['a value with a NUL', { headers: { note: 'a\0' } }],
    ['a value beyond Latin-1', { headers: { note: '\u20ac' } }],
    ['a name with a colon', { headers: { 'a:b': 'c' } }],
    ['a name with a line break', { headers: { 'a\r\nb': 'c' } }],
    ['no name', { headers: { '': 'c' } }],
  ])('with %s is not sent', (_words, wrong) => {
    expect(() => formatRequestHead({ ...REQUEST, ...wrong })).toThrow(TypeError)
  })
})

describe('the head of an answer', () => {
  test('is read with its names in lower case, and repeated ones joined', () => {
    const head = parseResponseHead('HTTP/1.1 206 Partial Content\r\nETag: "e"\r\nVary:a\r\nvary:  b \r\nX-Empty:')
    expect(head).toEqual({ status: 206, headers: { etag: '"e"', vary: 'a, b', 'x-empty': '' }, isLast: false })
  })

  test.each([
    ['HTTP/1.0 200 OK', true],
    ['HTTP/1.1 200', false],
    ['HTTP/1.1 200 OK\r\nConnection: Close', true],
    ['HTTP/1.1 200 OK\r\nConnection: keep-alive, close', true],
    ['HTTP/1.1 200 OK\r\nConnection: keep-alive', false],
  ])('%j says whether the connection ends: %s', (text, isLast) => {
    expect(parseResponseHead(text).isLast).toBe(isLast)
  })

  test.each([
    '',
    'HTTP/2 200 OK',
    'HTTP/1.1 20 OK',
    'HTTP/1.1 600 OK',
    'HTTP/1.1  200 OK',
    'http/1.1 200 OK',
    'HTTP/1.1 200 OK\r\nno colon',
    'HTTP/1.1 200 OK\r\n: no name',
    'HTTP/1.1 200 OK\r\nname : value',
    'HTTP/1.1 200 OK\r\na: b\r\n folded',
  ])('that begins %j is no head and is refused', (text) => {
    expect(() => parseResponseHead(text)).toThrow(expect.objectContaining({ name: 'WireError' }))
  })

  test('cannot reach what every object has', () => {
    const { headers } = parseResponseHead('HTTP/1.1 200 OK\r\n__proto__: x\r\nconstructor: y')
    expect([headers.constructor, Object.getPrototypeOf(headers)]).toEqual(['y', null])
  })
})

describe('the end of a body', () => {
  const framing = (headers: Record<string, string>, method = 'GET', status = 200) =>
    framingOf({ status, headers, isLast: false }, method)

  test.each([
    ['a length', { 'content-length': '12' }, { kind: 'length', bytes: 12 }],
    ['chunks', { 'transfer-encoding': 'Chunked' }, { kind: 'chunked' }],
    ['nothing but the end of the connection', {}, { kind: 'close' }],
  ])('is told by %s', (_words, headers, expected) => {
    expect(framing(headers)).toEqual(expected)
  })

  test.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('an answer to %s with %d has none', (method, status) => {
    expect(framing({ 'content-length': '12' }, method, status)).toEqual({ kind: 'length', bytes: 0 })
  })

  test.each([
    { 'content-length': '12', 'transfer-encoding': 'chunked' },
    { 'transfer-encoding': 'gzip, chunked' },
    { 'transfer-encoding': 'identity' },
    { 'content-length': '12, 12' },
    { 'content-length': '-1' },
    { 'content-length': '0x10' },
    { 'content-length': '' },
  ] as Record<string, string>[])('the headers %j are no answer to where it ends', (headers) => {
    expect(() => framing(headers)).toThrow(expect.objectContaining({ code: 'BAD_FRAMING' }))
  })
})
