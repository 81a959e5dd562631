import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { fingerprintOf } from './fingerprint.ts'
import { readLabels } from './labels.ts'

async function makeFolder(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'doclift-build-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

test('labels are read as a person sees them', () => {
  const label = (name: string, value: string) => `<labels><fullName>${name}</fullName><value>${value}</value></labels>`
  const xml = `<CustomLabels>${label('A', 'Fish &amp; chips &lt;b&gt;')}${label('B', '&amp;lt;')}</CustomLabels>`
  expect([...readLabels(xml)]).toEqual([
    ['A', 'Fish & chips <b>'],
    ['B', '&lt;'],
  ])
})

test('pages are built again for a new label or shim, and not for a test', async () => {
  const source = await makeFolder({ 'lwc/a/a.js': '1', 'labels/l.xml': '2' })
  const compiler = await makeFolder({ 'shims/s.js': '3', 'node_modules/x/x.js': '4' })
  const first = await fingerprintOf(compiler, source)
  await mkdir(join(source, 'lwc/a/__tests__'))
  await writeFile(join(source, 'lwc/a/__tests__/a.test.js'), '5')
  await writeFile(join(compiler, 'node_modules/x/x.js'), '6')
  expect(await fingerprintOf(compiler, source)).toBe(first)
  await writeFile(join(source, 'labels/l.xml'), '7')
  const second = await fingerprintOf(compiler, source)
  await writeFile(join(compiler, 'shims/s.js'), '8')
  expect(new Set([first, second, await fingerprintOf(compiler, source)]).size).toBe(3)
})

test('sources that are not there are said in one sentence', async () => {
  await expect(fingerprintOf(await makeFolder({}), '/none')).rejects.toThrow('/none/lwc cannot be read.')
})
