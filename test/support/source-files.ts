import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** A source file of the project; the path is relative to the project and written with `/`. */
export interface SourceFile {
  path: string
  text: string
}

/** One import of a file: what it names, and the path it leads to, which for a package is the name as written. */
export interface Import {
  file: string
  clause: string
  specifier: string
  target: string
}

const projectRoot = join(import.meta.dirname, '..', '..')

/** All files below the folders whose name ends so; a folder that does not exist has none. */
export function readSources(folders: string[], ending = '.ts'): SourceFile[] {
  return folders
    .flatMap(listFiles)
    .filter((path) => path.endsWith(ending))
    .map(readSource)
}

/** The static, dynamic and re-exporting imports of a file. */
export function listImports({ path, text }: SourceFile): Import[] {
  const statement = /^\s*(?:import|export)\s+([^'"`;]*?\bfrom\s*)?['"]([^'"]+)['"]/gm
  const call = /\bimport\(\s*['"`]([^'"`]+)['"`]\s*\)/g
  const code = withoutComments(text)
  const found = [
    ...[...code.matchAll(statement)].map((match) => ({ clause: match[1] ?? '', specifier: match[2] ?? '' })),
    ...[...code.matchAll(call)].map((match) => ({ clause: '', specifier: match[1] ?? '' })),
  ]
  return found.map(({ clause, specifier }) => ({
    file: path,
    clause,
    specifier,
    target: resolveImport(path, specifier),
  }))
}

/** The text with comments blanked out. A `//` inside a string is taken for a comment only after a space. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}

function resolveImport(file: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier
}

function listFiles(folder: string): string[] {
  const directory = join(projectRoot, folder)
  if (!existsSync(directory)) return []
  const entries = readdirSync(directory, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  const below = (parent: string) => parent.slice(directory.length).replaceAll('\\', '/')
  return entries
    .map((entry) => `${folder}${below(entry.parentPath)}/${entry.name}`)
    .filter(isSource)
    .sort()
}

function isSource(path: string): boolean {
  return !path.includes('/node_modules/')
}

function readSource(path: string): SourceFile {
  return { path, text: readFileSync(join(projectRoot, path), 'utf8') }
}
