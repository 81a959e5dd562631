/** What the first bytes of a file say about its kind, after the MIME Sniffing Standard (mimesniff.spec.whatwg.org). */

const OOXML = 'application/vnd.openxmlformats-officedocument'
/** Folders that only one kind of Office document has; their names stand uncompressed near the start of the archive. */
const OOXML_FOLDERS: readonly (readonly [string, string])[] = [
  ['word/', `${OOXML}.wordprocessingml.document`],
  ['xl/', `${OOXML}.spreadsheetml.sheet`],
  ['ppt/', `${OOXML}.presentationml.presentation`],
]

/** The first bytes in hex. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['255044462d', 'application/pdf'],
  ['89504e470d0a1a0a', 'image/png'],
  ['ffd8ff', 'image/jpeg'],
  ['474946383761', 'image/gif'],
  ['474946383961', 'image/gif'],
  ['d0cf11e0a1b11ae1', 'application/x-ole-storage'],
  ['49492a00', 'image/tiff'],
  ['4d4d002a', 'image/tiff'],
  ['7b5c727466', 'application/rtf'],
  ['1f8b08', 'application/gzip'],
]
const ZIP = '504b0304'
const EMPTY_ZIP = '504b0506'
const RIFF_WEBP = /^52494646.{8}57454250/
const LONGEST_SIGNATURE_BYTES = 16
const LONGEST_TEXT_BYTES = 4_096

const XML_DECLARATION = /^<\?xml[^>]*\?>\s*/i
const COMMENTS = /^(?:<!--[\s\S]*?-->\s*)+/
const HTML =
  /^<(?:!doctype\s+html|html|head|body|title|script|style|meta|link|form|iframe|table|div|h1|p|a|br)(?:[\s/>]|$)/i

/** The type of a binary format, or undefined. */
export function sniffBinary(firstBytes: Uint8Array): string | undefined {
  const hex = Buffer.from(firstBytes.subarray(0, LONGEST_SIGNATURE_BYTES)).toString('hex')
  if (hex.startsWith(ZIP)) return zipType(latin1(firstBytes))
  if (hex.startsWith(EMPTY_ZIP)) return 'application/zip'
  if (RIFF_WEBP.test(hex)) return 'image/webp'
  return SIGNATURES.find(([signature]) => hex.startsWith(signature))?.[1]
}

/** `text/html`, `image/svg+xml` or `application/xml` when the text begins as such, or undefined. */
export function sniffMarkup(firstBytes: Uint8Array): string | undefined {
  const text = latin1(firstBytes)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
  const content = text.replace(XML_DECLARATION, '').replace(COMMENTS, '')
  if (HTML.test(content)) return 'text/html'
  if (/^(?:<!doctype\s+svg|<svg[\s>])/i.test(content)) return 'image/svg+xml'
  return XML_DECLARATION.test(text) ? 'application/xml' : undefined
}

/** `text/plain` when the bytes are text: a byte order mark, or UTF-8 without control characters; or undefined. */
export function sniffText(firstBytes: Uint8Array): string | undefined {
  if (firstBytes.length === 0) return undefined
  const [first, second] = firstBytes
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  return isUtf16 || (!firstBytes.some(isControl) && isUtf8(firstBytes)) ? 'text/plain' : undefined
}

/** Bytes that no text has: all below a space but tab, line ends, form feed and escape. */
function isControl(byte: number): boolean {
  return byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b
}

function zipType(text: string): string {
  if (!text.includes('[Content_Types].xml') && !text.includes('_rels/')) return 'application/zip'
  return OOXML_FOLDERS.find(([folder]) => text.includes(folder))?.[1] ?? 'application/zip'
}

/** The first bytes may end within a character, which `stream` allows. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, LONGEST_TEXT_BYTES)).toString('latin1')
}
