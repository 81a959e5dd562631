import { setTimeout as wait } from 'node:timers/promises'
import { openConsole } from '../console.ts'
import type { Stage } from '../stage.ts'
import type { Act } from '../story.ts'
import { trialAccount } from '../trial.ts'
import { words } from '../words.ts'

const SLOW_MS = 1_500

/** The last act: a service that is slow, then gone, then back. */
export const reachAct: Act = { title: 'a slow service shows that it loads, and one that is gone is said so', perform }

async function perform(stage: Stage): Promise<void> {
  const { accountId } = await trialAccount(stage)
  const address = `/lightning/r/Account/${accountId}/view`
  const slow = await stage.open('/lightning/page/none')
  await slow.route(/\/apex\//, async (route) => {
    await wait(SLOW_MS)
    await route.continue()
  })
  await slow.goto(stage.orgUrl + address)
  await slow.getByText(words('State_Loading'), { exact: true }).first().waitFor({ state: 'attached' })
  await slow.getByLabel(words('Panel_Find')).waitFor()
  await stage.stopService()
  const page = await stage.open(address)
  await page.getByText(words('Error_Unreachable')).first().waitFor()
  await stage.pictures.keep(page, 'app-unreachable')
  const console = await stage.open('/lightning')
  await console.getByText(words('Error_Unreachable')).first().waitFor()
  await stage.startService()
  await page.getByRole('button', { name: words('State_Again') }).click()
  await page.getByLabel(words('Panel_Find')).waitFor()
  await (await openConsole(stage, 'Overview')).getByText(words('Overview_Copied'), { exact: true }).first().waitFor()
}
