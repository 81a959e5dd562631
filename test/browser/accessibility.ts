import type { Page } from './playwright.ts'

interface Violation {
  id: string
  impact: string | null
  help: string
  nodes: { html: string; failureSummary: string }[]
}

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
const SERIOUS = ['serious', 'critical']

/** Throws with the barriers that keep people from using a page. */
export async function expectNoBarriers(page: Page, axe: string, where: string): Promise<void> {
  const options = JSON.stringify({ runOnly: STANDARDS, resultTypes: ['violations'] })
  await page.evaluate(`${axe};undefined`)
  const violations = await page.evaluate<Violation[]>(`axe.run(document, ${options}).then((found) => found.violations)`)
  const found = violations.filter(({ impact }) => SERIOUS.includes(impact ?? ''))
  if (found.length > 0) throw new Error(`${where}: ${found.map(describe).join('; ')}`)
}

function describe({ id, help, nodes }: Violation): string {
  return `${id} (${help}) at ${nodes.map(({ html }) => html.slice(0, 160)).join(' , ')}`
}

/** Throws when a page is wider than its window. */
export async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const [wide, window] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  )
  if (wide <= window) return
  const culprit = await page.evaluate<string>(
    `[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > ${window} + 1)
      .map((e) => e.tagName.toLowerCase() + '.' + e.getAttribute('class')).slice(0, 4).join(' < ')`,
  )
  throw new Error(`${where}: the page is ${wide} px wide in a window of ${window} px (${culprit})`)
}
