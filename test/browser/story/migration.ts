import { people } from '../../sandbox/org/people.ts'
import { expectNoBarriers, expectNoSidewaysScroll } from '../accessibility.ts'
import { goTo, openConsole, startJob, untilState } from '../console.ts'
import type { Locator, Page } from '../playwright.ts'
import type { Stage } from '../stage.ts'
import type { Act } from '../story.ts'
import { type Account, openAccount, rowOf, trialAccount } from '../trial.ts'
import { words, wordsLike } from '../words.ts'

const NAME_WITH_MARKUP = '<img src=x onerror="document.title=1"> {0} statement.pdf'
/** A page that waits for its next poll may take half a minute. */
const AT_ONCE_MS = 15_000

/** From an installation that has read nothing to one Account that was switched, looked at and partly taken back. */
export const migrationActs: readonly Act[] = [
  { title: 'a new admin sees that nothing was changed, and reads all entries', perform: readEverything },
  { title: 'a trial backs up one Account and changes nothing in Salesforce', perform: backUpOneAccount },
  { title: 'the gate is read before links are switched, and the org is typed', perform: switchOneAccount },
  {
    title: 'a document that someone else changed shows both links, and its link is made to count',
    perform: seeConflict,
  },
  { title: 'a document opens from the bucket, and its name is only text', perform: openDocument },
  {
    title: 'one document is rolled back from the page of its Account, and released on its own page',
    perform: rollBackOne,
  },
  { title: 'a failure is tried again, and succeeds', perform: tryAgain },
]

async function readEverything(stage: Stage): Promise<void> {
  const other = await openConsole(stage, 'Jobs')
  const page = await openConsole(stage, 'Overview')
  await page.getByText('Nothing in Salesforce has been changed yet.').waitFor()
  await startJob(page, { operation: 'inventory' })
  await untilState(page, 'succeeded')
  const overview = await openConsole(stage, 'Overview')
  await overview.getByText(words('Overview_InScope'), { exact: true }).waitFor()
  await goTo(other, 'Overview')
  await other.getByText(words('Overview_InScope'), { exact: true }).waitFor({ timeout: AT_ONCE_MS })
}

async function backUpOneAccount(stage: Stage): Promise<void> {
  const { name, accountId } = await trialAccount(stage)
  const page = await openConsole(stage, 'Start')
  await startJob(page, { operation: 'back_up', account: name })
  await untilState(page, 'succeeded', 'partially_succeeded')
  const { byState } = await stage.account(accountId)
  if (!byState.verified) throw new Error('No document of the Account has a checked copy.')
}

async function switchOneAccount(stage: Stage): Promise<void> {
  const account = await trialAccount(stage)
  const page = await openAccount(stage, account)
  await page.getByRole('button', { name: words('Panel_Switch') }).click()
  await page.getByText(words('Picker_Chosen')).waitFor()
  await page.getByRole('button', { name: words('Start_Button_switch') }).click()
  await page.getByText(words('Gate_Heading')).waitFor()
  await page.getByText(words('Gate_Item_LinksResolve')).first().waitFor()
  await page.getByText(wordsLike('Job_Calls')).waitFor()
  await page.getByText(words('Largest_Title')).scrollIntoViewIfNeeded()
  await stage.pictures.keep(page, 'app-gate')
  await editAsSomebodyElse(stage, account)
  await page.getByRole('button', { name: words('Job_Switch') }).click()
  const dialog = page.getByRole('dialog')
  const button = dialog.getByRole('button', { name: words('Job_Switch') })
  if (!(await button.isDisabled())) throw new Error('Links can be switched before the org is typed.')
  await stage.pictures.keep(page, 'app-confirm-switch')
  await dialog.getByRole('textbox').fill(await orgDomain(page))
  await button.click()
  await untilState(page, 'succeeded', 'partially_succeeded')
  await stage.pictures.keep(page, 'app-job')
  await seeWhatFailed(page, stage)
}

/** The link that was edited meanwhile was left alone, and the job says so. */
async function seeWhatFailed(page: Page, stage: Stage): Promise<void> {
  await page
    .getByRole('button', { name: words('Failures_Title'), exact: true })
    .last()
    .click()
  await page.getByText(words('Job_FailuresSentence')).waitFor()
  await page
    .getByRole('button', { name: wordsLike('Failures_ShowDocumentsNamed') })
    .first()
    .click()
  await page.getByRole('table').getByRole('link').first().waitFor()
  await stage.pictures.keep(page, 'app-job-failures')
  await expectNoBarriers(page, stage.axe, 'what a job could not do')
  await page.setViewportSize({ width: 320, height: 900 })
  await expectNoSidewaysScroll(page, 'what a job could not do at 320 px')
}

/** The word is in the label of its own field. */
async function orgDomain(page: Page): Promise<string> {
  const [before = '', after = ''] = words('Confirm_TypeWord', '\0').split('\0')
  const label = await page.getByRole('dialog').locator('label').first().innerText()
  return label
    .replace(/^\s*\*?\s*/, '')
    .slice(before.length, after === '' ? undefined : -after.length)
    .trim()
}

/** After the list of changes was made and before it is approved: the moment in which it matters. */
async function editAsSomebodyElse(stage: Stage, { recordIds }: Account): Promise<void> {
  const [, edited = ''] = recordIds
  const Document__c = `https://intranet.example/moved/${edited}`
  await stage.sandbox.control.editRecord(edited, { Document__c }, people.operator.userId)
}

async function seeConflict(stage: Stage): Promise<void> {
  const account = await trialAccount(stage)
  const page = await openAccount(stage, account)
  await page.getByText(words('State_switched'), { exact: true }).first().waitFor()
  await stage.pictures.keep(page, 'app-account')
  const row = page
    .getByRole('article')
    .filter({ has: page.getByText(words('State_conflicted'), { exact: true }) })
    .last()
  await row.getByRole('button', { name: wordsLike('Row_Show') }).click()
  await page.getByText(words('Conflict_Theirs'), { exact: true }).first().waitFor()
  await page.getByText('https://intranet.example/moved/').first().waitFor()
  await page.getByText(words('Conflict_Elsewhere')).first().waitFor()
  await stage.pictures.keep(page, 'app-conflict')
  await acceptOneLink(row)
}

/** The link counts from then on, and leads out of the old storage, so its document is out of scope. */
async function acceptOneLink(row: Locator): Promise<void> {
  await row.getByRole('button', { name: words('Conflict_Accept') }).click()
  await row
    .getByRole('dialog')
    .getByRole('button', { name: words('Conflict_Accept') })
    .click()
  await row.getByText(words('Conflict_Theirs'), { exact: true }).first().waitFor({ state: 'hidden' })
}

async function openDocument(stage: Stage): Promise<void> {
  const { recordIds } = await trialAccount(stage)
  const [recordId = ''] = recordIds
  await stage.sandbox.control.editRecord(recordId, { Name: NAME_WITH_MARKUP })
  const console = await openConsole(stage, 'Start')
  await startJob(console, { operation: 'inventory' })
  await untilState(console, 'succeeded')
  const page = await stage.open(`/lightning/cmp/c__docliftOpen?c__recordId=${recordId}`)
  await page.getByText(words('Open_FromBucket')).waitFor()
  await page.getByRole('heading', { name: NAME_WITH_MARKUP }).waitFor()
  const ofRecord = await stage.open(`/lightning/r/DocListEntry__c/${recordId}/view`)
  await ofRecord.getByText(words('Receipt_Sha256'), { exact: true }).first().waitFor()
  await ofRecord.getByRole('button', { name: words('Open_Button'), exact: true }).click()
  await ofRecord.getByText(words('Open_FromBucket')).waitFor()
  await lookAtPicture(stage)
}

/** A picture is shown inside the page, beside its history and its receipt. */
async function lookAtPicture(stage: Stage): Promise<void> {
  const { accountId } = await trialAccount(stage)
  const records = await stage.recordsOf(accountId, 'confirmed')
  const picture = records.find(({ contentType }) => contentType === 'image/png')
  const page = await stage.open(`/lightning/r/DocListEntry__c/${picture?.recordId}/view`)
  await page.getByText(words('Receipt_Sha256'), { exact: true }).first().waitFor()
  await stage.pictures.keep(page, 'app-document')
  await page.getByRole('button', { name: words('Open_Button'), exact: true }).click()
  await page.getByRole('img', { name: picture?.name ?? '' }).waitFor()
}

async function rollBackOne(stage: Stage): Promise<void> {
  const account = await trialAccount(stage)
  const page = await openAccount(stage, account)
  const switched = await stage.recordsOf(account.accountId, 'confirmed')
  const row = rowOf(page, switched[0]?.name ?? '')
  await row.getByRole('button', { name: wordsLike('Row_Menu') }).click()
  await page.getByRole('menuitem', { name: words('Row_RollBack') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: words('Row_RollBack') })
    .click()
  await row.getByText(words('State_rolled_back')).first().waitFor({ timeout: 60_000 })
  await releaseOnItsPage(stage, switched[0]?.recordId ?? '')
}

async function releaseOnItsPage(stage: Stage, recordId: string): Promise<void> {
  const page = await stage.open(`/lightning/r/DocListEntry__c/${recordId}/view`)
  await page.getByText(words('History_KeptBack')).waitFor()
  await page.getByRole('button', { name: words('Row_Release'), exact: true }).click()
  await page.getByText(words('History_KeptBack')).waitFor({ state: 'hidden' })
}

async function tryAgain(stage: Stage): Promise<void> {
  const page = await openConsole(stage, 'Start')
  await startJob(page, { operation: 'back_up' })
  await untilState(page, 'succeeded', 'partially_succeeded')
  await stage.vendorHasRestored()
  await goTo(page, 'Failures')
  const archived = page.getByRole('listitem').filter({ hasText: 'archived' })
  await archived.first().waitFor()
  await stage.pictures.keep(page, 'app-failures')
  await archived.getByRole('button', { name: wordsLike('Failures_ShowDocumentsNamed') }).click()
  await archived.getByRole('table').getByRole('link').first().waitFor()
  await archived.getByRole('button', { name: wordsLike('Failures_TryAgainNamed') }).click()
  await untilState(page, 'succeeded', 'partially_succeeded')
  const { items } = await stage.get<{ items: { code: string }[] }>('/v1/failures')
  if (items.some(({ code }) => code === 'source.archived')) throw new Error('The archived files still count as failed.')
  const overview = await openConsole(stage, 'Overview')
  await overview.getByText(words('Overview_Copied'), { exact: true }).first().waitFor()
  await stage.pictures.keep(overview, 'app-overview')
}
