import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contentTypeOf, contentTypeOfName, sniffContentType } from '../../../server/domain/object/content-type.ts'

const NONE = new Uint8Array()
const bytes = (text: string) => Buffer.from(text, 'latin1')
const zip = (...names: string[]) => bytes(`PK\x03\x04${names.join(' PK\x03\x04 ')}`)

describe('contentTypeOf', () => {
  test('goes by the extension first', () => {
    expect(contentTypeOf('Report.PDF', 'text/html', bytes('<html>'))).toBe('application/pdf')
  })

  test('goes by the first bytes when the name says nothing, and not by the source', () => {
    expect(contentTypeOf('scan 12', 'text/html', bytes('%PDF-1.7'))).toBe('application/pdf')
  })

  test('believes a specific type of the source when name and bytes say nothing', () => {
    expect(contentTypeOf('drawing', 'Image/vnd.DWG; version=1', bytes('AC1032\0'))).toBe('image/vnd.dwg')
  })

  test.each(['application/octet-stream', 'binary/octet-stream', 'no type', 'text/plain\r\nx: y/z', null])(
    'does not take %j from the source',
    (type) => expect(contentTypeOf('thing', type, NONE)).toBe('application/octet-stream'),
  )

  test('is always a plain media type, whatever it is given', () => {
    const anything = fc.tuple(fc.string({ unit: 'binary' }), fc.option(fc.string()), fc.uint8Array())
    fc.assert(
      fc.property(anything, ([name, type, first]) => {
        expect(contentTypeOf(name, type, first)).toMatch(/^[a-z][a-z0-9-]*\/[!#$&^_.+a-z0-9-]+$/)
      }),
    )
  })
})

test('a name without a known extension has no type of its own', () => {
  expect(['pdf', 'a.', 'a.unknown', '.', 'a.pdf.'].map(contentTypeOfName)).toEqual(Array(5).fill(undefined))
})

describe('sniffContentType', () => {
  test.each([
    ['%PDF-1.4', 'application/pdf'],
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['GIF89a', 'image/gif'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
    ['PK\x05\x06', 'application/zip'],
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'application/x-ole-storage'],
    ['<?xml version="1.0"?><order/>', 'application/xml'],
    ['\xef\xbb\xbf\n<!-- hello --> <!DOCTYPE html>', 'text/html'],
    ['<?xml version="1.0"?>\n<html xmlns="x">', 'text/html'],
    ['<svg xmlns="x">', 'image/svg+xml'],
    ['a,b\r\n1,2', 'text/plain'],
    ['\xff\xfea\0', 'text/plain'],
  ])('tells %j as %s', (text, type) => expect(sniffContentType(bytes(text))).toBe(type))

  test('tells Office documents from other archives', () => {
    expect(sniffContentType(zip('[Content_Types].xml', 'word/document.xml'))).toMatch(/wordprocessingml.document$/)
    expect(sniffContentType(zip('_rels/.rels', 'xl/workbook.xml'))).toMatch(/spreadsheetml.sheet$/)
    expect(sniffContentType(zip('word/notes.txt'))).toBe('application/zip')
  })

  test.each(['', '\x00\x01\x02', '\xc3('])('knows nothing about %j', (text) => {
    expect(sniffContentType(bytes(text))).toBeUndefined()
  })

  test('takes text that is cut within a character', () => {
    expect(sniffContentType(Buffer.from('grün').subarray(0, 3))).toBe('text/plain')
  })
})
