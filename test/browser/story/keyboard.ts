import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from '../playwright.ts'
import type { Stage } from '../stage.ts'
import type { Act } from '../story.ts'
import { openAccount, rowOf, trialAccount } from '../trial.ts'
import { words } from '../words.ts'

const MOST_STOPS = 120
/** A person is slower. */
const KEY_MS = 30

/** Rolling back is the act nobody may be kept from, so it is done here without a pointer. */
export const keyboardAct: Act = {
  title: 'a document is rolled back with the keyboard alone, and Escape leaves everything as it is',
  perform: rollBackByKeyboard,
}

async function rollBackByKeyboard(stage: Stage): Promise<void> {
  const account = await trialAccount(stage)
  const [record] = await stage.recordsOf(account.accountId, 'confirmed')
  const name = record?.name ?? ''
  const page = await openAccount(stage, account)
  await rowOf(page, name).waitFor()
  await askToRollBack(page, name)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await askToRollBack(page, name)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await rowOf(page, name).getByText(words('State_rolled_back')).first().waitFor({ timeout: 60_000 })
}

/** The dialog takes the focus, and its first stop is the button that changes nothing. */
async function askToRollBack(page: Page, name: string): Promise<void> {
  await tabTo(page, words('Row_Menu', name))
  await page.keyboard.press('Enter')
  await tabToItem(page, words('Row_RollBack'))
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  const focused = await focusedText(page)
  if (!focused.includes(words('Confirm_Cancel'))) throw new Error(`The dialog opens with the focus on "${focused}".`)
}

async function tabTo(page: Page, name: string): Promise<void> {
  if (!(await isReached(page, name, 'Tab'))) throw new Error(`"${name}" cannot be reached with the Tab key.`)
}

/** The menu takes the focus by itself when it has opened. */
async function tabToItem(page: Page, name: string): Promise<void> {
  await page.getByRole('menuitem', { name, exact: true }).waitFor()
  if (!(await isReached(page, name, 'ArrowDown'))) throw new Error(`"${name}" cannot be reached with the arrow keys.`)
}

async function isReached(page: Page, name: string, key: string): Promise<boolean> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if ((await focusedText(page)) === name) return true
    await page.keyboard.press(key)
    await wait(KEY_MS)
  }
  return false
}

/** Looks into components, because the document names only the outermost one. */
async function focusedText(page: Page): Promise<string> {
  return await page.evaluate<string>(`(() => {
    let focused = document.activeElement
    while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
    return (focused.getAttribute('aria-label') ?? focused.textContent ?? '').trim()
  })()`)
}
