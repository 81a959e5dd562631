/**
 * Checks the Apex classes and the metadata as far as that is possible without an org: nothing here executes Apex. Ends
 * with one line `N passed, N failed, N skipped`.
 */
import { installPackages } from '../../scripts/install-packages.ts'
import { apexSemantics } from './apex-semantics.ts'
import type { Check } from './check.ts'
import { whyNoJava } from './java.ts'
import { metadataTypes } from './metadata-types.ts'
import { references } from './references.ts'
import { apexRules, componentRules } from './rules.ts'
import { soqlNames } from './soql-names.ts'

const checks: Check[] = [references, metadataTypes, soqlNames, apexSemantics, apexRules, componentRules]
const counts = { passed: 0, failed: 0, skipped: 0 }

await installPackages(import.meta.dirname, { purpose: 'for the checks of Apex', say: console.log })
const noJava = whyNoJava()
for (const check of checks) counts[await runCheck(check)]++
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed === 0 ? 0 : 1

async function runCheck(check: Check): Promise<keyof typeof counts> {
  if (check.needsJava && noJava) {
    console.log(`skipped: ${check.name} (${noJava})`)
    return 'skipped'
  }
  const problems = await check.findProblems()
  console.log(`${problems.length === 0 ? 'passed' : 'failed'}: ${check.name}`)
  for (const problem of problems) console.log(`  ${problem}`)
  return problems.length === 0 ? 'passed' : 'failed'
}
