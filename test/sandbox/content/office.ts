import { filler, literal, type Segment, totalBytes } from './segments.ts'
import { type ZipPart, zipSegments } from './zip.ts'

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml'
const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const WORD_NS = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const SHEET_NS = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** A Word document of exactly `sizeBytes`: one paragraph, and a text part that holds the filler. */
export function docxSegments(label: string, sizeBytes: number): Segment[] {
  return paddedPackage(label, sizeBytes, [
    textPart('[Content_Types].xml', contentTypes({ '/word/document.xml': `${WORD}.document.main+xml` })),
    textPart('_rels/.rels', relationships({ officeDocument: 'word/document.xml' })),
    textPart(
      'word/document.xml',
      `${XML}<w:document xmlns:w="${WORD_NS}"><w:body><w:p><w:r><w:t>${label}</w:t></w:r></w:p></w:body></w:document>`,
    ),
  ])
}

/** An Excel workbook of exactly `sizeBytes`: one sheet with one cell, and a text part that holds the filler. */
export function xlsxSegments(label: string, sizeBytes: number): Segment[] {
  const types = { '/xl/workbook.xml': `${SHEET}.sheet.main+xml`, '/xl/worksheets/sheet1.xml': `${SHEET}.worksheet+xml` }
  const sheets = '<sheets><sheet name="Summary" sheetId="1" r:id="rId1"/></sheets>'
  const cell = `<c r="A1" t="inlineStr"><is><t>${label}</t></is></c>`
  return paddedPackage(label, sizeBytes, [
    textPart('[Content_Types].xml', contentTypes(types)),
    textPart('_rels/.rels', relationships({ officeDocument: 'xl/workbook.xml' })),
    textPart('xl/_rels/workbook.xml.rels', relationships({ worksheet: 'worksheets/sheet1.xml' })),
    textPart('xl/workbook.xml', `${XML}<workbook xmlns="${SHEET_NS}" xmlns:r="${OFFICE}">${sheets}</workbook>`),
    textPart(
      'xl/worksheets/sheet1.xml',
      `${XML}<worksheet xmlns="${SHEET_NS}"><sheetData><row r="1">${cell}</row></sheetData></worksheet>`,
    ),
  ])
}

function paddedPackage(label: string, sizeBytes: number, parts: ZipPart[]): Segment[] {
  const build = (fillerBytes: number) =>
    zipSegments(label, [...parts, { name: 'docProps/notes.txt', content: [filler(fillerBytes)] }])
  return build(sizeBytes - totalBytes(build(0)))
}

function textPart(name: string, text: string): ZipPart {
  return { name, content: [literal(text)] }
}

/** The part that gives every other part its content type; `txt` is the filler's. */
function contentTypes(overrides: Record<string, string>): string {
  const defaults = `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`
  const text = '<Default Extension="txt" ContentType="text/plain"/>'
  const rest = Object.entries(overrides).map(([part, type]) => `<Override PartName="${part}" ContentType="${type}"/>`)
  return `${XML}<Types xmlns="${PACKAGE}/content-types">${defaults}${text}${rest.join('')}</Types>`
}

function relationships(targets: Record<string, string>): string {
  const items = Object.entries(targets).map(
    ([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  )
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${items.join('')}</Relationships>`
}
