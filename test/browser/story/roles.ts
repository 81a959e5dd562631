import { openConsole } from '../console.ts'
import type { Stage } from '../stage.ts'
import type { Act } from '../story.ts'
import { openAccount, rowOf, trialAccount } from '../trial.ts'
import { words, wordsLike } from '../words.ts'

/** What a role forbids is said before it is tried. */
export const rolesActs: readonly Act[] = [
  { title: 'a viewer looks, and reads who may start jobs and roll back', perform: lookAsViewer },
  {
    title: 'a viewer is told how many documents are not visible, and has no list of all Accounts',
    perform: seeSharing,
  },
  { title: 'somebody without a permission set is told whom to ask', perform: lookAsNobody },
]

async function lookAsViewer(stage: Stage): Promise<void> {
  const page = await openConsole(stage, 'Overview', 'viewer')
  const overview = page.getByRole('region', { name: words('Overview_Title') })
  const start = overview.getByRole('button', { name: words('Overview_Start') })
  await start.waitFor()
  if (!(await start.isDisabled())) throw new Error('A viewer can start a job.')
  await page.getByText(words('Role_Operator')).first().waitFor()
  const account = await trialAccount(stage)
  const ofAccount = await openAccount(stage, account, 'viewer')
  await ofAccount.getByText(words('Row_NeedsOperatorSentence')).waitFor()
}

async function seeSharing(stage: Stage): Promise<void> {
  const { items } = await stage.get<{ items: { accountId: string; name: string; total: number }[] }>('/v1/accounts')
  const largest = items.toSorted((one, other) => other.total - one.total)[0]
  if (largest === undefined) throw new Error('There is no Account.')
  const page = await openAccount(stage, { ...largest, recordIds: [] }, 'viewer')
  await page.getByText(wordsLike('Panel_Hidden')).waitFor()
  await stage.pictures.keep(page, 'app-account-viewer')
  const accounts = await openConsole(stage, 'Accounts', 'viewer')
  await accounts.getByText(words('Accounts_NoList')).waitFor()
}

async function lookAsNobody(stage: Stage): Promise<void> {
  const page = await stage.open('/lightning', 'nobody')
  await page.getByText(words('Error_NoPermission')).waitFor()
  if ((await rowOf(page, '').count()) > 0) throw new Error('Documents are shown to somebody without access.')
}
