import type { SourceName } from '../domain/object/fingerprint.ts'
import { parseSources } from './sources.ts'
import { type Settings, VARIABLES, type VariableName } from './variables.ts'

/** What each source cannot do without. */
const NEEDED: Readonly<Record<SourceName, readonly VariableName[]>> = {
  vendor: ['VENDOR_API_URL', 'VENDOR_FILE_HOSTS'],
  s3: ['SOURCE_S3_REGION', 'SOURCE_S3_BUCKETS', 'SOURCE_S3_ACCESS_KEY_ID', 'SOURCE_S3_SECRET_ACCESS_KEY'],
  https: ['SOURCE_HTTPS_HOSTS'],
}

/** Rules of the sources that need more than one variable: a sentence for each that is broken. */
export function sourceProblems(settings: Partial<Settings>): string[] {
  if (settings.SOURCES === undefined) return []
  const order = parseSources(settings.SOURCES)
  const missing = order.flatMap((source) => NEEDED[source].filter((name) => isLacking(settings, name)))
  const problems = missing.map((name) => `${name} is missing. ${descriptionOf(name)}`)
  return order.includes('vendor') ? [...problems, ...tokenProblems(settings)] : problems
}

/** A variable that is set wrongly is absent here; its own problem is told elsewhere. */
function isLacking(settings: Partial<Settings>, name: VariableName): boolean {
  return name in settings && (settings[name] === undefined || settings[name] === '')
}

function descriptionOf(name: VariableName): string {
  return (VARIABLES[name] as { description?: string }).description ?? ''
}

function tokenProblems(settings: Partial<Settings>): string[] {
  const ways = [settings.VENDOR_TOKEN, settings.VENDOR_TOKEN_FILE, settings.VENDOR_TOKEN_COMMAND]
  if (ways.filter((value) => value !== undefined).length === 1) return []
  return ['Set either VENDOR_TOKEN or VENDOR_TOKEN_FILE or VENDOR_TOKEN_COMMAND, and only one of them.']
}
