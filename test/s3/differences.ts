import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox } from '../sandbox/client.ts'
import { type Counts, NO_COUNTS } from '../support/counts.ts'
import { BEHAVIOURS, compareServers, type Row } from './behaviours/compare.ts'
import { gatewayVersion } from './ceph/commands.ts'
import { formatDifferences, sectionOf, versionOf, withSection } from './differences-page.ts'
import type { S3Server } from './server.ts'

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'sandbox.md')

/**
 * Compares the sandbox's store with a gateway, prints where they differ, and holds the page in docs/ against it.
 * With `--write` among the arguments the page is written instead.
 */
export async function checkDifferences(gateway: S3Server): Promise<Counts> {
  const rows = await compareWithSandbox(gateway)
  const section = formatDifferences(rows, await gatewayVersion())
  for (const { does, one, other } of differing(rows)) console.log(`differs: ${does}: sandbox ${one}; Ceph ${other}`)
  const page = await readFile(PAGE, 'utf8')
  if (process.argv.includes('--write')) await writeFile(PAGE, withSection(page, section))
  return judge(sectionOf(await readFile(PAGE, 'utf8')), section)
}

/** Another version of Ceph may answer otherwise, which says nothing about the page. */
function judge(written: string, measured: string): Counts {
  if (written === measured) return { ...NO_COUNTS, passed: 1 }
  const [then, now] = [versionOf(written), versionOf(measured)]
  if (then !== undefined && then !== now) {
    console.log(`skipped: docs/sandbox.md against what was measured (it is of Ceph ${then}; this is ${now})`)
    return { ...NO_COUNTS, skipped: 1 }
  }
  console.log('failed: docs/sandbox.md does not tell the differences as measured; run "npm run test:s3 -- --write".')
  return { ...NO_COUNTS, failed: 1 }
}

async function compareWithSandbox(gateway: S3Server): Promise<Row[]> {
  const home = await mkdtemp(join(tmpdir(), 'doclift-differences-'))
  const sandbox = await startSandbox({ home, records: 1 })
  try {
    const { url: endpoint, region, accessKeyId, secretAccessKey } = sandbox.info.store
    const rows = await compareServers({ endpoint, region, accessKeyId, secretAccessKey }, gateway)
    console.log(`${BEHAVIOURS.length} behaviours compared, ${differing(rows).length} differ.`)
    return rows
  } finally {
    await sandbox.stop()
    await rm(home, { recursive: true, force: true })
  }
}

function differing(rows: readonly Row[]): Row[] {
  return rows.filter(({ one, other }) => one !== other)
}
