/**
 * `npm run org:conform -- [--out FILE] [--yes]`: checks in a sandbox org what Doclift assumes of Salesforce, and writes a
 * signed report for `npx doclift conform import`. The org is that of the settings (`SALESFORCE_…`).
 */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { systemClock } from '../../server/adapters/clock/system-clock.ts'
import { openFileSigner } from '../../server/adapters/keys/file-signer.ts'
import { ConfigError, readOrgConfig } from '../../server/config.ts'
import { outcomeOf } from '../../server/domain/conform/judge.ts'
import type { CheckResult, ConformReport } from '../../server/domain/conform/report.ts'
import { DocliftError } from '../../server/domain/errors.ts'
import { readConformOptions } from './conform/options.ts'
import { OrgClient } from './conform/org-client.ts'
import { checkOrg } from './conform/run.ts'
import { signReport } from './conform/sign-report.ts'
import { describePlan, readTarget } from './conform/target.ts'
import { refuse } from './refuse.ts'

const POLL_MS = 250
const options = readConformOptions()

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof DocliftError || error instanceof Stopped ? error.message : error}\n`)
  process.exitCode = error instanceof ConfigError ? 2 : 1
})

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const { salesforce, signingKeyFile } = readOrgConfig(process.env)
  const signer = openFileSigner(resolve(signingKeyFile))
  const client = new OrgClient(salesforce, systemClock)
  try {
    const { name, org } = await readTarget(client)
    await confirm(describePlan({ name, org }, salesforce.names.object))
    const run = { client, config: salesforce, clock: systemClock, pollMs: POLL_MS }
    const startedAt = systemClock.now()
    const found = await checkOrg({ ...run, signal: stoppedByHand(), onResult: printResult })
    const report = signReport({ org, config: salesforce, startedAt, endedAt: systemClock.now(), ...found }, signer)
    await writeFile(options.out, `${JSON.stringify(report, null, 2)}\n`)
    conclude(report, signer.publicKeyPem)
  } finally {
    await client.close()
  }
}

async function confirm(plan: string): Promise<void> {
  console.log(plan)
  if (options.isConfirmed) return
  if (!process.stdin.isTTY) refuse('Nobody is there to agree. Add --yes. Nothing was written.')
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question('Type "yes" to go on: ')
  terminal.close()
  if (answer.trim() !== 'yes') refuse('Nothing was written.')
}

class Stopped extends Error {}

/** What was created is removed first; a second signal ends the process at once, as ever. */
function stoppedByHand(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort(new Stopped('Stopped by hand. What was created in the org was removed.')))
  }
  return controller.signal
}

const WORDS: Readonly<Record<CheckResult['outcome'], string>> = {
  passed: 'ok',
  differs: 'differs',
  failed: 'FAILED',
  inconclusive: 'unknown',
  'not-provoked': '-',
}

function printResult({ name, outcome, evidence }: CheckResult): void {
  console.log(`${WORDS[outcome].padEnd(8)} ${name}: ${evidence}`)
}

function conclude(report: ConformReport, publicKeyPem: string): void {
  const { passed, differs, failed, inconclusive } = report.summary
  const counts = `${passed} as assumed, ${differs} different, ${failed} failed, ${inconclusive} unknown`
  console.log(
    `\n${counts}. The report is ${options.out}; it ${outcomeOf(report) === 'passed' ? 'passes' : 'does not pass'}.`,
  )
  if (report.leftBehind.length > 0) console.log(`Not removed from the org: ${report.leftBehind.join(', ')}`)
  console.log(
    `In the production installation: npx doclift conform import ${options.out}\nIts CONFORM_PUBLIC_KEYS_FILE must hold the key that signed it:\n${publicKeyPem.trimEnd()}`,
  )
  if (outcomeOf(report) !== 'passed') process.exitCode = 3
}
