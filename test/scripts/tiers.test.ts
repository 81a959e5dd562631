import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const PROJECT = join(import.meta.dirname, '../..')
const FOLDERS = ['test/lwc', 'test/apex', 'test/sandbox/lightning']

interface Lockfile {
  packages: Record<string, { optional?: boolean; optionalDependencies?: Record<string, string> }>
}

async function readLockfile(folder: string): Promise<Lockfile> {
  return JSON.parse(await readFile(join(PROJECT, folder, 'package-lock.json'), 'utf8')) as Lockfile
}

test.each(FOLDERS)('the lockfile of %s is whole: npm installs by it without asking for more', async (folder) => {
  const { packages } = await readLockfile(folder)
  const names = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')))
  const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
  expect(wanted.filter((name) => !names.has(name))).toEqual([])
})

test.each(FOLDERS)('the lockfile of %s names no registry, so that any can be used', async (folder) => {
  expect(JSON.stringify(await readLockfile(folder))).not.toContain('"resolved"')
})
