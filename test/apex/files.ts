import { globSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'

/** Root of the repository, which is also the Salesforce project. */
export const ROOT = join(import.meta.dirname, '..', '..')
/** Where source of the org is. */
export const SOURCES = ['force-app', 'scratch-app']

/** Files of the org's source by a pattern; the tests of components are none. */
export function findSources(pattern: string): string[] {
  const found = SOURCES.flatMap((folder) => globSync(join(ROOT, folder, '**', pattern)))
  return found.filter((path) => !path.includes('__tests__')).sort()
}

/** Text of a file. */
export function readText(path: string): string {
  return readFileSync(path, 'utf8')
}

/** Path as people write it: from the root on. */
export function shorten(path: string): string {
  return relative(ROOT, path)
}

/** Names of components whose file ends so: `Doclift_Viewer` of `Doclift_Viewer.customPermission-meta.xml`. */
export function namesOf(suffix: string): Set<string> {
  return new Set(findSources(`*${suffix}`).map((path) => basename(path, suffix)))
}

/** What the first group of a pattern matches in each file, with the file. */
export function findUses(paths: string[], pattern: RegExp): { name: string; path: string }[] {
  return paths.flatMap((path) => [...readText(path).matchAll(pattern)].map((match) => ({ name: match[1]!, path })))
}
