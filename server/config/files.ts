import { readFileSync, statSync } from 'node:fs'
import { isOpenToOthers } from '../domain/file-mode.ts'
import type { Settings } from './variables.ts'

export type ReadText = (path: string) => string
export const readTextFile: ReadText = (path) => readFileSync(path, 'utf8')

const FILE_VARIABLES = [
  'TLS_CERT_FILE',
  'TLS_KEY_FILE',
  'JWT_KEYS_FILE',
  'CONFORM_PUBLIC_KEYS_FILE',
  'SALESFORCE_PRIVATE_KEY_FILE',
  'VENDOR_TOKEN_FILE',
  'VENDOR_HEADERS_FILE',
  'VENDOR_BODY_TEMPLATE_FILE',
  'LINK_KEYS_FILE',
] as const
export type FileTexts = Partial<Record<(typeof FILE_VARIABLES)[number], string>>

/** Reads the files that settings name: their texts, and a sentence for each that cannot be read. */
export function readFiles(settings: Partial<Settings>, readText: ReadText): { texts: FileTexts; problems: string[] } {
  const texts: FileTexts = {}
  const problems: string[] = []
  for (const name of FILE_VARIABLES) {
    const path = settings[name]
    if (path === undefined) continue
    try {
      texts[name] = readText(path)
    } catch {
      problems.push(`${name} must name a file that can be read; ${JSON.stringify(path)} cannot.`)
    }
  }
  return { texts, problems }
}

/** A sentence for the file of the vendor's token when others than its owner may read or change it. */
export function privacyProblems({ VENDOR_TOKEN_FILE: path }: Partial<Settings>): string[] {
  if (path === undefined || process.platform === 'win32') return []
  const mode = statSync(path, { throwIfNoEntry: false })?.mode
  if (mode === undefined || !isOpenToOthers(mode)) return []
  const found = (mode & 0o777).toString(8)
  return [`VENDOR_TOKEN_FILE must be readable by its owner alone; its mode is ${found}. Set it to 600.`]
}
