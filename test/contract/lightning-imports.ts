import { readSources } from '../support/source-files.ts'

/** One Apex method that a Lightning component imports, and the parameters of each call of it. */
export interface ApexImport {
  file: string
  /** `Class.method`. */
  name: string
  /** The names in `method({ … })`, for each call that names them there. */
  calls: string[][]
}

/** Lists what the components of the package import from Apex. */
export function listApexImports(): ApexImport[] {
  const sources = readSources(['force-app/main/default/lwc'], '.js').filter(({ path }) => !path.includes('__tests__'))
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(/import (\w+) from '@salesforce\/apex\/([\w.]+)'/g)].map(([, local = '', name = '']) => ({
      file: path,
      name,
      calls: readCalls(text, local),
    })),
  )
}

function readCalls(text: string, local: string): string[][] {
  const calls = [...text.matchAll(new RegExp(`(?<![\\w.])${local}\\(\\s*(?:\\{([^{}]*)\\})?`, 'g'))]
  return calls.map(([, members = '']) => readNames(members))
}

/** Names before a colon, or standing alone; a spread says nothing. */
function readNames(members: string): string[] {
  const parts = members.split(',').map((part) => part.trim().split(':')[0]?.trim() ?? '')
  return parts.filter((part) => /^\w+$/.test(part))
}
