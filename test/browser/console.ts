import type { Page } from './playwright.ts'
import type { Stage } from './stage.ts'
import { words, wordsLike } from './words.ts'

export type ConsolePage = 'Overview' | 'Accounts' | 'Jobs' | 'Failures' | 'Drift' | 'Start' | 'Setup'

/** Opens a page of the console as a person does, by its name in the bar. */
export async function openConsole(stage: Stage, name: ConsolePage, persona?: string, width?: number): Promise<Page> {
  const page = await stage.open('/lightning', persona, width)
  await goTo(page, name)
  return page
}

/** Goes to another page of the console. */
export async function goTo(page: Page, name: ConsolePage): Promise<void> {
  const bar = page.getByRole('navigation', { name: words('Console_Pages') })
  await bar.getByRole('button', { name: words(`${name}_Title`), exact: true }).click()
}

/** What a job is for, as it is chosen on the page that starts one. */
export interface Choice {
  operation: 'inventory' | 'back_up' | 'switch'
  /** The name of an Account; everything when absent. */
  account?: string
}

/** Starts a job on its page and waits until the page of the job is there. */
export async function startJob(page: Page, { operation, account }: Choice): Promise<void> {
  await goTo(page, 'Start')
  await page
    .getByText(words(`Operation_${operation}`), { exact: true })
    .first()
    .click()
  if (account !== undefined) await chooseAccount(page, account)
  await page.getByRole('button', { name: words(`Start_Button_${operation}`) }).click()
  await page.getByRole('heading', { name: wordsLike('Job_Title') }).waitFor()
}

async function chooseAccount(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name: words('Start_Accounts') }).check()
  await page.getByLabel(words('Picker_Label')).fill(name)
  await page
    .getByRole('button', { name: words('Picker_Add', name) })
    .first()
    .click()
}

/** Waits until the page of a job says one of these sentences about its state. */
export async function untilState(page: Page, ...states: string[]): Promise<void> {
  const sentences = states.map((state) => words(`Job_State_${state}`).replace(/[.?]/g, '\\$&'))
  await page
    .getByText(new RegExp(sentences.join('|')))
    .first()
    .waitFor({ timeout: 90_000 })
}
