/** `npm run org:deploy [-- --target-org ALIAS] [--validate]`: puts the app into an org, and runs its tests there. */
import { existsSync } from 'node:fs'
import { orgArguments, readOrgOptions } from './options.ts'
import { refuse } from './refuse.ts'
import { runSf } from './sf.ts'
import { GENERATED, stageSource, testClasses } from './stage.ts'

const { targetOrg, validate } = readOrgOptions()
if (!existsSync(GENERATED))
  refuse('Run "npm run org:configure" first: it writes the addresses of this org and your bucket.')
const tests = testClasses().flatMap((name) => ['--tests', name])
const command = ['project', 'deploy', validate ? 'validate' : 'start', '--source-dir', 'force-app', '--wait', '60']
runSf([...command, '--test-level', 'RunSpecifiedTests', ...tests, ...orgArguments(targetOrg)], stageSource())
