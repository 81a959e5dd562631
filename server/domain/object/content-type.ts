import { sniffBinary, sniffMarkup, sniffText } from './signatures.ts'

/** What kind of content an object is: by its name, else by its first bytes, else by what its source says. */

const OCTET_STREAM = 'application/octet-stream'
/** A type and subtype as IANA registers them, with nothing that could end a header. */
const MEDIA_TYPE = /^[a-z][a-z0-9-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/

/**
 * The content type to store an object with.
 * @param sourceType as the source says; not trusted before name and bytes, because sources often answer a general type
 * @param firstBytes some hundred bytes of the start; may be empty
 */
export function contentTypeOf(fileName: string, sourceType: string | null, firstBytes: Uint8Array): string {
  return (
    contentTypeOfName(fileName) ??
    sniffBinary(firstBytes) ??
    sniffMarkup(firstBytes) ??
    specificType(sourceType) ??
    sniffText(firstBytes) ??
    OCTET_STREAM
  )
}

/** The type that a name's extension stands for, or undefined. */
export function contentTypeOfName(fileName: string): string | undefined {
  const extension = /\.([A-Za-z0-9]{1,8})$/.exec(fileName.trimEnd())?.[1]?.toLowerCase()
  return extension === undefined ? undefined : TYPES.get(extension)
}

/** The type that the first bytes stand for, or undefined. */
export function sniffContentType(firstBytes: Uint8Array): string | undefined {
  return sniffBinary(firstBytes) ?? sniffMarkup(firstBytes) ?? sniffText(firstBytes)
}

/** The media type of a Content-Type header without its parameters; undefined when it is general or malformed. */
function specificType(header: string | null): string | undefined {
  const type = header?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const isGeneral = type === OCTET_STREAM || type === 'binary/octet-stream'
  return MEDIA_TYPE.test(type) && !isGeneral ? type : undefined
}

const OOXML = 'application/vnd.openxmlformats-officedocument'
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument'

/** Types as registered with IANA, or as browsers and Office know them. */
const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    pdf: 'application/pdf',
    doc: 'application/msword',
    dot: 'application/msword',
    docx: `${OOXML}.wordprocessingml.document`,
    dotx: `${OOXML}.wordprocessingml.template`,
    docm: 'application/vnd.ms-word.document.macroenabled.12',
    xls: 'application/vnd.ms-excel',
    xlsx: `${OOXML}.spreadsheetml.sheet`,
    xltx: `${OOXML}.spreadsheetml.template`,
    xlsm: 'application/vnd.ms-excel.sheet.macroenabled.12',
    xlsb: 'application/vnd.ms-excel.sheet.binary.macroenabled.12',
    ppt: 'application/vnd.ms-powerpoint',
    pptx: `${OOXML}.presentationml.presentation`,
    ppsx: `${OOXML}.presentationml.slideshow`,
    pptm: 'application/vnd.ms-powerpoint.presentation.macroenabled.12',
    vsd: 'application/vnd.visio',
    vsdx: 'application/vnd.ms-visio.drawing',
    mpp: 'application/vnd.ms-project',
    odt: `${OPEN_DOCUMENT}.text`,
    ods: `${OPEN_DOCUMENT}.spreadsheet`,
    odp: `${OPEN_DOCUMENT}.presentation`,
    rtf: 'application/rtf',
    txt: 'text/plain',
    log: 'text/plain',
    md: 'text/markdown',
    csv: 'text/csv',
    tsv: 'text/tab-separated-values',
    htm: 'text/html',
    html: 'text/html',
    xhtml: 'application/xhtml+xml',
    css: 'text/css',
    js: 'text/javascript',
    json: 'application/json',
    xml: 'application/xml',
    xsd: 'application/xml',
    ics: 'text/calendar',
    vcf: 'text/vcard',
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    jpe: 'image/jpeg',
    gif: 'image/gif',
    webp: 'image/webp',
    avif: 'image/avif',
    bmp: 'image/bmp',
    tif: 'image/tiff',
    tiff: 'image/tiff',
    svg: 'image/svg+xml',
    heic: 'image/heic',
    heif: 'image/heif',
    ico: 'image/vnd.microsoft.icon',
    eps: 'application/postscript',
    dwg: 'image/vnd.dwg',
    dxf: 'image/vnd.dxf',
    zip: 'application/zip',
    gz: 'application/gzip',
    tgz: 'application/gzip',
    tar: 'application/x-tar',
    '7z': 'application/x-7z-compressed',
    rar: 'application/vnd.rar',
    bz2: 'application/x-bzip2',
    eml: 'message/rfc822',
    msg: 'application/vnd.ms-outlook',
    mht: 'multipart/related',
    mhtml: 'multipart/related',
    p7m: 'application/pkcs7-mime',
    p7s: 'application/pkcs7-signature',
    mp3: 'audio/mpeg',
    m4a: 'audio/mp4',
    wav: 'audio/wav',
    mp4: 'video/mp4',
    mov: 'video/quicktime',
    avi: 'video/x-msvideo',
    wmv: 'video/x-ms-wmv',
    webm: 'video/webm',
  }),
)
