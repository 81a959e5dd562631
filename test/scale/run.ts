/**
 * `npm run test:scale`: whole migrations of several sizes by real processes, and how what they cost grows with the records.
 * `--records` sets the sizes, `--workers` the worker processes, `--compare-workers` how many are set against one, `--json`
 * writes the figures, `--write-docs` docs/scale.md. Ends with one line `N passed, N failed, N skipped`.
 */
import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import type { Counts } from '../support/counts.ts'
import { endWithCounts } from '../support/tier.ts'
import { carryOut } from './acts.ts'
import { compareWorkers } from './compare-workers.ts'
import type { Measured } from './cost.ts'
import { judge } from './judge.ts'
import { readScaleOptions } from './options.ts'
import { formatPage, formatTables } from './page.ts'
import { openPlace } from './place.ts'
import { measureStatusCalls, type StatusCall } from './status-calls.ts'

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'scale.md')
/** The chores of a worker come back within a quarter of a minute, but for one. */
const IDLE_MS = 20_000

/** What it prints is for whoever waits for it in a terminal. */
await endWithCounts(async (interrupted): Promise<Counts> => {
  const given = process.argv.slice(2)
  const { sizes, workers, comparedWorkers, jsonFile, writesDocs } = readScaleOptions(given)
  const trials = comparedWorkers === undefined ? [] : await compareWorkers(comparedWorkers, interrupted)
  const measured: Measured[] = []
  const statusCalls: StatusCall[] = []
  let chores: string[] | undefined
  for (const records of sizes) {
    await using opened = new AsyncDisposableStack()
    const place = await openPlace(opened, { records, workers })
    chores ??= await place.postgres.learnChores(IDLE_MS)
    for await (const one of carryOut(place, chores, interrupted)) {
      console.log(`${one.act} of ${records.toLocaleString('en')} records: ${one.cost.seconds.toFixed(1)} s`)
      measured.push(one)
      // A large run takes an hour and more; what it has measured is not lost with its end.
      if (jsonFile) await writeFile(jsonFile, toJson({ measured, workers }))
    }
    statusCalls.push(...(await measureStatusCalls(place)))
  }
  const command = ['npm run test:scale', ...(given.length > 0 ? ['--', ...given] : [])].join(' ')
  const figures = { measured, statusCalls, trials, workers, command, endedAt: new Date() }
  console.log(formatTables(figures))
  if (jsonFile) await writeFile(jsonFile, toJson(figures))
  if (writesDocs) await writeFile(PAGE, formatPage(figures))
  return tell(judge(measured, statusCalls), measured)
})

function toJson(figures: object): string {
  return `${JSON.stringify({ name: 'scale', node: process.versions.node, cpus: cpus().length, ...figures }, null, 2)}\n`
}

function tell(checks: ReturnType<typeof judge>, measured: readonly Measured[]): Counts {
  const failed = checks.filter(({ holds }) => !holds)
  for (const { sentence } of failed) console.log(`failed: ${sentence}`)
  const lacksMemory = measured.some(({ cost }) => cost.memory === undefined)
  if (lacksMemory) console.log('skipped: memory (only Linux tells the peak of another process)')
  return { passed: checks.length - failed.length, failed: failed.length, skipped: lacksMemory ? 1 : 0 }
}
