import { expectNoBarriers, expectNoSidewaysScroll } from '../accessibility.ts'
import { type ConsolePage, openConsole } from '../console.ts'
import type { Page } from '../playwright.ts'
import type { Stage } from '../stage.ts'
import type { Act } from '../story.ts'
import { openAccount, trialAccount } from '../trial.ts'
import { words, wordsLike } from '../words.ts'

const CONSOLE_PAGES: readonly ConsolePage[] = ['Overview', 'Accounts', 'Jobs', 'Failures', 'Drift', 'Start', 'Setup']
const WIDTHS = [320, 768, 1_280, 1_920]

/** Every page, for everybody and on every screen. */
export const looksActs: readonly Act[] = [
  ...CONSOLE_PAGES.map((name) => lookAt(name, (stage) => openConsole(stage, name))),
  lookAt('Job', openJob),
  lookAt('Account', async (stage) => openAccount(stage, await trialAccount(stage))),
  lookAt('Document', openDocument),
  lookAt('Open', openByAddress),
]

function lookAt(name: string, open: (stage: Stage) => Promise<Page>): Act {
  return {
    title: `the page ${name} keeps nobody out, and fits screens from 320 to 1920 pixels`,
    perform: async (stage) => {
      const page = await open(stage)
      await untilQuiet(page)
      await expectNoBarriers(page, stage.axe, name)
      const headings = await page.locator('h1').count()
      if (headings !== 1) throw new Error(`${name}: ${headings} headings of the first level`)
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 })
        await expectNoSidewaysScroll(page, `${name} at ${width} px`)
      }
    },
  }
}

async function openJob(stage: Stage): Promise<Page> {
  const page = await openConsole(stage, 'Jobs')
  await page.getByRole('row').nth(1).getByRole('button').first().click()
  await page.getByRole('heading', { name: wordsLike('Job_Title') }).waitFor()
  return page
}

async function openDocument(stage: Stage): Promise<Page> {
  const [recordId] = (await trialAccount(stage)).recordIds
  const page = await stage.open(`/lightning/r/DocListEntry__c/${recordId}/view`)
  await page.getByText(words('Receipt_Sha256'), { exact: true }).first().waitFor()
  return page
}

async function openByAddress(stage: Stage): Promise<Page> {
  const [recordId] = (await trialAccount(stage)).recordIds
  const page = await stage.open(`/lightning/cmp/c__docliftOpen?c__recordId=${recordId}`)
  await page.getByText(words('Open_FromBucket')).waitFor()
  return page
}

/** Skeletons go when the data is there. */
async function untilQuiet(page: Page): Promise<void> {
  await page.locator('main > *').first().waitFor()
  await page.locator('.skeleton').first().waitFor({ state: 'hidden' })
}
