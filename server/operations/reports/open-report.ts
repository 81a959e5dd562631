import type { ReportFormat } from '../../domain/report/report.ts'
import type { FoundReport } from './find-report.ts'
import type { limitStreams, OpenStream } from './stream-limit.ts'

/** A report that is being read. */
export interface OpenReport {
  /** With its extension. */
  fileName: string
  format: ReportFormat
  /** To be read to its end, or returned; until then it holds a connection. */
  text: OpenStream
}

const EXTENSIONS: Readonly<Record<ReportFormat, string>> = { csv: 'csv', json: 'ndjson' }

/**
 * Begins to read a report, as far as its first page.
 * @throws TransientError `report.busy`, `database.unavailable`
 */
export async function openReport(
  start: ReturnType<typeof limitStreams>,
  found: FoundReport,
  format: ReportFormat,
): Promise<OpenReport> {
  const text = await start(() => found.read(format))
  return { fileName: nameFile(found, format), format, text }
}

/** The name of the file a report is downloaded as. */
export function nameFile({ name, jsonExtension }: FoundReport, format: ReportFormat): string {
  return `${name}.${(format === 'json' ? jsonExtension : undefined) ?? EXTENSIONS[format]}`
}
