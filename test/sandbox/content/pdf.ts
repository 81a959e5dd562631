import { filler, literal, type Segment, segmentBytes } from './segments.ts'

/**
 * A one-page PDF of exactly `sizeBytes`. The filler is a stream object that no page draws; offsets and lengths are
 * written with a fixed width, so that they do not change the layout they describe.
 */
export function pdfSegments(label: string, sizeBytes: number): Segment[] {
  const header = literal(Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1'))
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    streamObject(`BT /F1 12 Tf 56 780 Td (Document ${label}) Tj ET`),
  ].map((body, at) => literal(`${at + 1} 0 obj\n${body}\nendobj\n`))

  const build = (fillerBytes: number): Segment[] => {
    const attachment = [
      literal(`6 0 obj\n<< /Length ${tenDigits(fillerBytes)} >>\nstream\n`),
      filler(fillerBytes),
      literal('\nendstream\nendobj\n'),
    ]
    return withTrailer([header], objects, attachment)
  }
  const overhead = build(0).reduce((sum, segment) => sum + segmentBytes(segment), 0)
  return build(sizeBytes - overhead)
}

function streamObject(content: string): string {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`
}

function withTrailer(header: Segment[], objects: Segment[], attachment: Segment[]): Segment[] {
  const body = [...header, ...objects, ...attachment]
  const starts = offsetsOf(body)
  const objectStarts = starts.slice(header.length, header.length + objects.length + 1)
  const xref = [
    `xref\n0 ${objectStarts.length + 1}\n0000000000 65535 f \n`,
    ...objectStarts.map((start) => `${tenDigits(start)} 00000 n \n`),
    `trailer\n<< /Size ${objectStarts.length + 1} /Root 1 0 R >>\n`,
    `startxref\n${tenDigits(starts.at(-1) ?? 0)}\n%%EOF\n`,
  ]
  return [...body, literal(xref.join(''))]
}

/** Where each segment starts, and at the end where the next one would. */
function offsetsOf(segments: readonly Segment[]): number[] {
  const offsets = [0]
  for (const segment of segments) offsets.push((offsets.at(-1) ?? 0) + segmentBytes(segment))
  return offsets
}

function tenDigits(number: number): string {
  return String(number).padStart(10, '0')
}
