import { openConsole } from '../console.ts'
import type { Locator, Page } from '../playwright.ts'
import type { Stage } from '../stage.ts'
import type { Act } from '../story.ts'
import { words } from '../words.ts'

const SHARE = 'Settings_apiSharePercent'
/** Enough for every job of the story, and not the default. */
const NEW_SHARE = '85'
const SHARE_OF_ANOTHER = '90'
const SHARE_TOO_LATE = '95'

/** What holds for the whole service is changed on the page Set-up. */
export const settingsActs: readonly Act[] = [
  { title: 'an admin changes a setting, and it holds; a viewer sees it and cannot', perform: changeShare },
  { title: 'an admin hears that another one was faster, and goes back to the default', perform: meetAnotherAdmin },
]

async function changeShare(stage: Stage): Promise<void> {
  await setShare(await openConsole(stage, 'Setup'), NEW_SHARE)
  await expectShare(stage, Number(NEW_SHARE))
  const held = await fieldOf(await openConsole(stage, 'Setup')).inputValue()
  if (held !== NEW_SHARE) throw new Error(`The page opened anew shows ${held}.`)
  const ofViewer = await openConsole(stage, 'Setup', 'viewer')
  await ofViewer.getByText(words('Error_ForbiddenRole', words('Role_Admin'))).waitFor()
  await ofViewer.getByText(NEW_SHARE, { exact: true }).waitFor()
  if ((await fieldOf(ofViewer).count()) > 0) throw new Error('A viewer has a field to change a setting.')
}

async function meetAnotherAdmin(stage: Stage): Promise<void> {
  const slower = await openConsole(stage, 'Setup')
  await fieldOf(slower).waitFor()
  await setShare(await openConsole(stage, 'Setup'), SHARE_OF_ANOTHER)
  await typeAndSave(slower, SHARE_TOO_LATE)
  await slower.getByText(words('Error_SettingsChanged')).waitFor()
  const shown = await fieldOf(slower).inputValue()
  if (shown !== SHARE_OF_ANOTHER) throw new Error(`Not the newer value is shown, but ${shown}.`)
  await slower.getByRole('button', { name: words('Settings_UseDefaultOf', words(SHARE)) }).click()
  await slower.getByText(words('Settings_Saved'), { exact: true }).waitFor()
  const changed = (await readSettings(stage)).find(({ changedBy }) => changedBy !== null)
  if (changed !== undefined) throw new Error(`${changed.name} has not gone back to its default.`)
}

function fieldOf(page: Page): Locator {
  return page.getByRole('spinbutton', { name: words(SHARE), exact: true })
}

async function setShare(page: Page, value: string): Promise<void> {
  await typeAndSave(page, value)
  await page.getByText(words('Settings_Saved'), { exact: true }).waitFor()
}

async function typeAndSave(page: Page, value: string): Promise<void> {
  await fieldOf(page).fill(value)
  await page.getByRole('button', { name: words('Settings_SaveOf', words(SHARE)) }).click()
}

async function expectShare(stage: Stage, percent: number): Promise<void> {
  const share = (await readSettings(stage)).find(({ name }) => name === 'apiSharePercent')
  if (share?.value !== percent) throw new Error(`The service works up to ${share?.value} %.`)
}

async function readSettings(stage: Stage) {
  const { items } = await stage.get<{ items: { name: string; value: number; changedBy: string | null }[] }>(
    '/v1/settings',
  )
  return items
}
