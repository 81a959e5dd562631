import { openConsole, startJob } from '../console.ts'
import type { Stage } from '../stage.ts'
import type { Act } from '../story.ts'
import { words } from '../words.ts'

/** A list of changes for everything, which is made and read, and approved by nobody. The page Job is looked at with it afterwards. */
export const cohortsAct: Act = {
  title: 'an approver reads in which cohorts a switch goes, how large they are and how long it rests between them',
  perform: readCohorts,
}

async function readCohorts(stage: Stage): Promise<void> {
  const page = await openConsole(stage, 'Start')
  await startJob(page, { operation: 'switch' })
  const cohorts = page.getByRole('table', { name: words('Job_Cohorts') })
  await cohorts.waitFor()
  await page.getByText(words('Job_Cohorts_CanaryFirst')).waitFor()
  for (const name of [
    words('Job_Cohort_canary', 1),
    words('Job_Cohort_upTo', 2, '10%'),
    words('Job_Cohort_others', 3),
  ]) {
    await cohorts.getByRole('rowheader', { name, exact: true }).waitFor()
  }
  await cohorts.getByText('60 min', { exact: true }).first().waitFor()
  await cohorts.getByText(words('Job_Cohort_State_waiting'), { exact: true }).nth(2).waitFor()
  await stage.pictures.keep(page, 'app-cohorts')
}
