/** `npm run org:test [-- --target-org ALIAS]`: executes the Apex tests, which only an org can do. */
import { orgArguments, readOrgOptions } from './options.ts'
import { runSf } from './sf.ts'
import { testClasses } from './stage.ts'

const { targetOrg } = readOrgOptions()
const tests = testClasses().flatMap((name) => ['--tests', name])
runSf([
  'apex',
  'run',
  'test',
  ...tests,
  '--code-coverage',
  '--result-format',
  'human',
  '--wait',
  '30',
  ...orgArguments(targetOrg),
])
