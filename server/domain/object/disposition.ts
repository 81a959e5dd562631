import { cleanName, shortenName } from './key.ts'

/**
 * Types a browser may show by itself: they cannot run a script in the bucket's origin. HTML, SVG and XML can, so they are
 * always downloads, like everything else.
 */
const SHOWN_INLINE = new Set([
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/tiff',
])

/** As long as a name may be in common file systems; stores bound their headers to some kilobytes. */
const LONGEST_NAME_BYTES = 255

/**
 * The Content-Disposition of an object: RFC 6266, with the name in ASCII for old clients and in full by RFC 5987. The
 * result is printable ASCII of less than 1,100 characters whatever the name, so no name can end the header or begin another.
 */
export function contentDisposition(fileName: string, contentType: string): string {
  const name = shortenName(cleanName(fileName), LONGEST_NAME_BYTES)
  const kind = SHOWN_INLINE.has(contentType) ? 'inline' : 'attachment'
  return `${kind}; filename="${asciiName(name)}"; filename*=UTF-8''${encodeExtended(name)}`
}

/** Quotes and backslashes would need escapes, and some clients decode `%`; the full name follows anyway. */
function asciiName(name: string): string {
  return name.replace(/[^\x20-\x7e]+|["\\%]/g, '_').replace(/ +/g, ' ')
}

/** `attr-char` of RFC 5987 section 3.2.1 allows less than encodeURIComponent leaves. */
function encodeExtended(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}
