import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { installPackages } from '../../scripts/install-packages.ts'

const lockfile = (version: string) =>
  JSON.stringify({ packages: { '': { dependencies: { lwc: version } }, 'node_modules/lwc': { version } } })

/** A folder whose lockfile wants version 2.0.0 and where another may be installed. */
async function makeFolder(installed: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'doclift-install-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'node_modules'))
  await writeFile(join(folder, 'package-lock.json'), lockfile('2.0.0'))
  await writeFile(join(folder, 'node_modules/.package-lock.json'), lockfile(installed))
  return folder
}

function install(folder: string, signal: AbortSignal) {
  const said: string[] = []
  const done = installPackages(folder, { purpose: 'of a test', say: (line) => said.push(line), signal })
  return { said, done }
}

test('packages that are there are not installed again', async () => {
  const { said, done } = install(await makeFolder('2.0.0'), AbortSignal.abort())
  await done
  expect(said).toEqual([])
})

test('packages that cannot be installed are told in one sentence', async () => {
  const { said, done } = install(await makeFolder('1.0.0'), AbortSignal.abort())
  await expect(done).rejects.toThrow('npm could not install the packages of a test; is its registry reachable?')
  expect(said).toEqual(['Installing packages of a test (takes up to a minute)'])
})
