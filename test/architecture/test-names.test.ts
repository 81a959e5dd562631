import { expect, test } from 'vitest'
import { readSources, type SourceFile, withoutComments } from '../support/source-files.ts'

const fewestWords = 4

const testFiles = readSources(['test']).filter(({ path }) => /\.(test|suite)\.ts$/.test(path))

test('no two tests of a file have the same title', () => {
  expect(testFiles.flatMap(findDuplicates)).toEqual([])
})

test('every test title is a sentence of at least four words', () => {
  expect(testFiles.flatMap(findShortTitles)).toEqual([])
})

test('no test file runs only some of its tests', () => {
  const only = /\b(test|it|describe|suite)(\.\w+)*\.only\b/
  expect(testFiles.filter(({ text }) => only.test(withoutComments(text))).map(({ path }) => path)).toEqual([])
})

test('the scan finds titles in every way a test is written', () => {
  const text = [
    "test('a one', f)",
    'it.skipIf(x)("a two", f)',
    "test.for([\n  'data',\n])('a three', f)",
    'test(`a four`, f)',
  ]
  expect(listTitles(text.join('\n'))).toEqual(['a one', 'a two', 'a three', 'a four'])
})

function findDuplicates({ path, text }: SourceFile): string[] {
  const titles = listTitles(text)
  const repeated = titles.filter((title, index) => titles.indexOf(title) !== index)
  return repeated.map((title) => `${path}: "${title}" is used twice`)
}

function findShortTitles({ path, text }: SourceFile): string[] {
  const short = listTitles(text).filter((title) => !isFilledIn(title) && title.trim().split(/\s+/).length < fewestWords)
  return short.map((title) => `${path}: "${title}" has fewer than ${fewestWords} words`)
}

/** The words of such a title are in the table of its cases. */
function isFilledIn(title: string): boolean {
  return /%s|\$\w/.test(title)
}

/** A title is the first string of a call at the start of a line: `test('…'`, `it.each(…)('…'`, also after a table. */
function listTitles(text: string): string[] {
  const direct = /^\s*(?:test|it)(?:\.(?:skip|todo|fails|concurrent|sequential))*\(\s*(['"`])((?:\\.|(?!\1).)*)\1/
  const curried = /^\s*(?:(?:test|it)\.(?:skipIf|runIf|each|for)\(.*|[\])}]+)\)\(\s*(['"`])((?:\\.|(?!\1).)*)\1/
  const title = new RegExp(`${direct.source}|${curried.source.replaceAll('\\1', '\\3')}`, 'gm')
  return [...withoutComments(text).matchAll(title)].map((match) => match[2] ?? match[4] ?? '')
}
