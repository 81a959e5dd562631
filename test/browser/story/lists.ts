import { people } from '../../sandbox/org/people.ts'
import { openConsole } from '../console.ts'
import type { Page } from '../playwright.ts'
import type { Stage } from '../stage.ts'
import type { Act } from '../story.ts'
import { words, wordsLike } from '../words.ts'

/** Lists in the order somebody wants, and who did what. */
export const listActs: readonly Act[] = [
  { title: 'Accounts are sorted by the head of a column with the keyboard, and found by name', perform: sortAccounts },
  { title: 'a viewer reads what happened to a job, and who did it by name', perform: readHistory },
]

async function sortAccounts(stage: Stage): Promise<void> {
  const page = await openConsole(stage, 'Accounts')
  const head = page.getByRole('columnheader', { name: words('Accounts_Documents') })
  await head.getByRole('button').press('Enter')
  await page.locator('th[aria-sort="descending"]').waitFor()
  await page.locator('tbody tr').nth(1).waitFor()
  await stage.pictures.keep(page, 'app-accounts')
  const counts = await page.locator('td.documents').allInnerTexts()
  const numbers = counts.map((text) => Number(text.replace(/\D/g, '')))
  const wrong = numbers.findIndex((count, at) => at > 0 && count > (numbers[at - 1] ?? 0))
  if (wrong !== -1) throw new Error(`Row ${wrong + 1} has ${numbers[wrong]} documents, more than the row before it.`)
  await searchFor(page, await page.locator('tbody th a').first().innerText())
}

/** What is searched stays sorted as it was. */
async function searchFor(page: Page, name: string): Promise<void> {
  await page.getByRole('searchbox').fill(name.toUpperCase())
  await page.getByText(wordsLike('Accounts_Found')).waitFor()
  await page.getByRole('link', { name, exact: true }).first().waitFor()
  await page.locator('th[aria-sort="descending"]').waitFor()
}

async function readHistory(stage: Stage): Promise<void> {
  const page = await openConsole(stage, 'Jobs', 'viewer')
  await page
    .getByRole('row')
    .filter({ hasText: words('Operation_switch') })
    .getByRole('button')
    .first()
    .click()
  await page.getByRole('button', { name: words('Job_History'), exact: true }).click()
  await page.getByText(words('Job_Act_approved'), { exact: true }).waitFor()
  await page.getByText(`· ${people.admin.name}`).first().waitFor()
  await page.getByText(words('Job_Act_ended', words('Job_End_partially_succeeded'))).scrollIntoViewIfNeeded()
  await stage.pictures.keep(page, 'app-job-history')
}
