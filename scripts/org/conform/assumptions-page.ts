import type { Assumption } from '../../../server/domain/conform/assumption.ts'
import { ASSUMPTIONS } from '../../../server/domain/conform/assumptions.ts'

const BLOCK = /(?<=<!-- assumptions -->\n).*?(?=<!-- \/assumptions -->)/s

const CHECKED: Readonly<Record<Assumption['provoked'], string>> = {
  always: 'yes',
  'where-possible': 'where possible',
  never: 'cannot be provoked',
}

/** A page with the list of what is assumed of an org between its marks as it should be. */
export function withAssumptions(page: string): string {
  const head = '| Name | Assumed | Checked | Relied on | Otherwise |\n|---|---|---|---|---|'
  return page.replace(BLOCK, () => `\n${[head, ...ASSUMPTIONS.map(row)].join('\n')}\n\n`)
}

function row({ name, sentence, provoked, isReliedOn, otherwise }: Assumption): string {
  return `| \`${name}\` | ${sentence} | ${CHECKED[provoked]} | ${isReliedOn ? 'yes' : 'no'} | ${otherwise} |`
}
