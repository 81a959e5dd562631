/** `npm run org:remove [-- --target-org ALIAS] [--validate]`: takes the app out of an org. No link is changed by it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { orgArguments, readOrgOptions } from './options.ts'
import { runSf } from './sf.ts'
import { stageSource } from './stage.ts'

const EMPTY_PACKAGE = `<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
    <version>64.0</version>
</Package>
`

const { targetOrg, validate } = readOrgOptions()
const org = orgArguments(targetOrg)
const project = stageSource()
const folder = join(project, 'removal')
mkdirSync(folder)
writeFileSync(join(folder, 'package.xml'), EMPTY_PACKAGE)
writeFileSync(join(folder, 'stop.apex'), 'DocliftNotifier.stop();\n')
runSf(
  ['project', 'generate', 'manifest', '--source-dir', 'force-app', '--type', 'destroy', '--output-dir', folder],
  project,
)
keepForeignLabels(join(folder, 'destructiveChanges.xml'))
// A scheduled class cannot be deleted.
if (!validate) runSf(['apex', 'run', '--file', join(folder, 'stop.apex'), ...org], project)
const manifests = ['--manifest', join(folder, 'package.xml')]
const removals = ['--post-destructive-changes', join(folder, 'destructiveChanges.xml')]
const dryRun = validate ? ['--dry-run'] : []
runSf(['project', 'deploy', 'start', ...manifests, ...removals, ...dryRun, '--wait', '60', ...org], project)

/** The manifest names each of our labels, and besides them the file of all labels, in which the org keeps its own too. */
function keepForeignLabels(path: string): void {
  const allLabels = /\s*<types>\s*<members>[^<]*<\/members>\s*<name>CustomLabels<\/name>\s*<\/types>/
  const text = readFileSync(path, 'utf8')
  if (!allLabels.test(text)) throw new Error('The manifest of the removal is not as expected; nothing was removed.')
  writeFileSync(path, text.replace(allLabels, ''))
}
