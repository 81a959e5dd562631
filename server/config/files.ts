import { readFileSync } from 'node:fs'
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
