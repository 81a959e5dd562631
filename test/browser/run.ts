/**
 * The app in a real browser: the sandbox org serves the pages, a real service with a database of its own stands behind
 * them. Ends with one line `N passed, N failed, N skipped`.
 *
 *     node test/browser/run.ts [--screenshots]
 */
import { parseArgs } from 'node:util'
import { embeddedPostgresIsAvailable } from '../../server/adapters/postgres/embedded.ts'
import { findChromium } from './playwright.ts'
import { openPictures } from './screenshots.ts'
import { openStage, type Stage } from './stage.ts'
import { type Act, STORY } from './story.ts'

const MOST_LINES = 12
const { values } = parseArgs({ options: { screenshots: { type: 'boolean', default: false } } })
const chromium = findChromium()
if (chromium === undefined) skip('Chromium is not there; CHROMIUM_PATH may name it')
else await runWith(chromium)

async function runWith(executablePath: string): Promise<void> {
  const missing = embeddedPostgresIsAvailable()
  if (missing !== undefined) skip(missing)
  else process.exitCode = await run(executablePath)
}

function skip(reason: string): void {
  console.log(`skipped: the app in a browser (${reason})`)
  console.log(`0 passed, 0 failed, ${STORY.length} skipped`)
}

async function run(executablePath: string): Promise<number> {
  const stage = await openStage(executablePath, await openPictures(values.screenshots))
  const failed: string[] = []
  try {
    for (const act of STORY) if (!(await isPerformed(act, stage))) failed.push(act.title)
  } finally {
    await stage.dispose()
  }
  console.log(`${STORY.length - failed.length} passed, ${failed.length} failed, 0 skipped`)
  return failed.length === 0 ? 0 : 1
}

/** An act fails as well when something went wrong inside a page that nobody saw. */
async function isPerformed({ title, perform }: Act, stage: Stage): Promise<boolean> {
  try {
    await perform(stage)
    const [error] = stage.takeErrors()
    if (error !== undefined) throw new Error(`inside the page: ${error}`)
    console.log(`passed: ${title}`)
    return true
  } catch (error) {
    const lines = [...(error as Error).message.split('\n').slice(0, MOST_LINES), ...stage.takeErrors()]
    const picture = await stage.keepEvidence()
    console.log([`failed: ${title}`, ...lines, ...(picture ? [picture] : [])].join('\n  '))
    return false
  } finally {
    await stage.closePages()
  }
}
