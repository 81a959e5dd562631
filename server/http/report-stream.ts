import { pipeline, Readable } from 'node:stream'
import { constants, createGzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReportFormat } from '../domain/report/report.ts'
import { MEDIA_TYPES } from './report-format.ts'

/** As long as the database lets the transaction of a report wait. */
const READER_IDLE_MS = 60_000

/** Text to be sent as a file, as fast as it is taken. */
export interface TextFile {
  fileName: string
  format: ReportFormat
  text: AsyncIterable<string>
}

/**
 * Answers with a file that needs the memory of one page, however long it is. A reader that takes nothing for `idleMs` is cut
 * off, one that goes away ends the reading at once, and a fault in the middle breaks the connection, so that the body is
 * never taken for a whole one.
 */
export function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: TextFile,
  idleMs: number = READER_IDLE_MS,
): FastifyReply {
  // The socket itself knows whether bytes are still taken.
  reply.raw.setTimeout(idleMs, () => reply.raw.destroy())
  const text = Readable.from(file.text, { objectMode: false })
  return reply
    .type(`${MEDIA_TYPES[file.format]}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${file.fileName}"`)
    .header('vary', 'accept, accept-encoding')
    .send(acceptsGzip(request.headers['accept-encoding']) ? zip(text, reply) : text)
}

/** Every page is sent when it is there: nothing waits in the compressor. */
function zip(text: Readable, reply: FastifyReply): Readable {
  reply.header('content-encoding', 'gzip')
  // A fault before anything was sent is answered as a problem, and that is not compressed.
  text.once('error', () => reply.removeHeader('content-encoding'))
  // Whoever reads the compressed text hears of a fault there.
  return pipeline(text, createGzip({ flush: constants.Z_SYNC_FLUSH }), () => {})
}

function acceptsGzip(header: string | string[] | undefined): boolean {
  const codings = String(header ?? '').split(',')
  return codings.some((coding) => /^\s*gzip\s*(;\s*q\s*=\s*(1|0\.\d*[1-9]))?[\s\d.]*$/i.test(coding))
}
