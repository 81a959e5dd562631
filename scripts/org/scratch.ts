/** `npm run org:scratch`: makes a scratch org `doclift` of the default Dev Hub, with the app and six documents. */
import { join } from 'node:path'
import { runSf } from './sf.ts'
import { leaveOutCredentials, stageSource } from './stage.ts'

const ALIAS = 'doclift'
const org = ['--target-org', ALIAS]
const create = ['org', 'create', 'scratch', '--definition-file', join('config', 'scratch-def.json')]

runSf([...create, '--alias', ALIAS, '--duration-days', '7'])
const project = stageSource()
leaveOutCredentials()
runSf(['project', 'deploy', 'start', '--source-dir', 'force-app', '--wait', '60', ...org], project)
runSf(['project', 'deploy', 'start', '--source-dir', 'scratch-app', '--wait', '60', ...org])
runSf(['org', 'assign', 'permset', '--name', 'DocliftAdmin', '--name', 'Scratch_Documents', ...org])
runSf(['data', 'import', 'tree', '--plan', join('scratch-app', 'data', 'plan.json'), ...org])
console.log('Open it with: sf org open --target-org doclift --path /lightning/n/Doclift_Console')
