import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contentDisposition } from '../../../server/domain/object/disposition.ts'
import { cleanName } from '../../../server/domain/object/key.ts'

describe('contentDisposition', () => {
  test('is one line of printable ASCII with exactly one quoted name, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(contentDisposition(name, 'text/plain')).toMatch(
          /^attachment; filename="[ !#$&-[\]-~]*"; filename\*=UTF-8''(?:[A-Za-z0-9\-._~!]|%[0-9A-F]{2})+$/,
        )
      }),
    )
  })

  test('carries the whole name of usual length, so that a client of today gets it back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const encoded = contentDisposition(name, 'text/plain').split("UTF-8''")[1] ?? ''
        expect(decodeURIComponent(encoded)).toBe(cleanName(name))
      }),
    )
  })

  test('stays short whatever the length of the name, and keeps its extension', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 200, maxLength: 20_000 }), (name) => {
        const header = contentDisposition(`${name}.docx`, 'text/plain')
        expect(header.length).toBeLessThan(1_100)
        expect(header).toMatch(/\.docx$/)
      }),
    )
  })

  test('lets no name end the header', () => {
    const header = contentDisposition('a"; filename="b.exe\r\nset-cookie: c=1.pdf', 'application/pdf')
    expect(header).toBe(
      `inline; filename="a_; filename=_b.exe_set-cookie: c=1.pdf"; filename*=UTF-8''a%22%3B%20filename%3D%22b.exe_set-cookie%3A%20c%3D1.pdf`,
    )
  })

  test.each(['application/pdf', 'image/png', 'image/jpeg'])('lets a browser show %s', (type) => {
    expect(contentDisposition('a', type)).toMatch(/^inline;/)
  })

  test.each(['text/html', 'image/svg+xml', 'application/xml', 'text/plain', 'application/zip'])(
    'makes %s a download',
    (type) => {
      expect(contentDisposition('a', type)).toMatch(/^attachment;/)
    },
  )
})
