import type { Row } from './behaviours/compare.ts'

const START = '<!-- differences: written by "npm run test:s3 -- --write" -->'
const END = '<!-- end of differences -->'

/** The section as it stands between the marks, for rows of sandbox and gateway. */
export function formatDifferences(rows: readonly Row[], version: string): string {
  const differing = rows.filter(({ one, other }) => one !== other)
  const lines = differing.map(({ does, one, other }) => `| ${[does, one, other].map(cell).join(' | ')} |`)
  return [
    `Asked the same ${rows.length} things with the AWS SDK, the sandbox's store and Ceph's RADOS Gateway ${version} answer ${differing.length} differently:`,
    '',
    '| Asked | Sandbox | Ceph |',
    '|---|---|---|',
    ...lines,
  ].join('\n')
}

/** What stands between the marks of a page. @throws Error without marks */
export function sectionOf(page: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)]
  if (start < 0 || end < start) throw new Error(`Expected "${START}" and "${END}" in docs/sandbox.md; restore them.`)
  return page.slice(start + START.length, end).trim()
}

/** The page with another section between its marks. */
export function withSection(page: string, section: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)]
  return `${page.slice(0, start + START.length)}\n${section}\n${page.slice(end)}`
}

/** The version of Ceph that a section is about. */
export function versionOf(section: string): string | undefined {
  return /RADOS Gateway (\S+)/.exec(section)?.[1]
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
