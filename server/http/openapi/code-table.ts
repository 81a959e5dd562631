import { listCodes } from '../error-codes.ts'

const BLOCK = /(?<=<!-- codes -->\n).*?(?=<!-- \/codes -->)/s
const HEAD = ['| Code | Status | Means | What to do |', '| --- | --- | --- | --- |']

/** A page with the table of all error codes between its marks as it should be. */
export function withCodeTable(page: string): string {
  const rows = listCodes().map(
    ({ code, status, meaning }) => `| \`${code}\` | ${status} | ${meaning.means} | ${meaning.next} |`,
  )
  return page.replace(BLOCK, () => `${[...HEAD, ...rows].join('\n')}\n`)
}
