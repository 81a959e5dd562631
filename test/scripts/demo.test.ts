import { expect, test } from 'vitest'
import { readDemoOptions } from '../../scripts/demo/options.ts'
import { demoPlaces } from '../../scripts/demo/places.ts'
import { type DemoReport, formatReport, imbalances } from '../../scripts/demo/report.ts'
import type { ZooLine } from '../../scripts/demo/zoo.ts'

const LINE: ZooLine = {
  kind: 'short-body',
  sentence: 'The vendor sends fewer bytes than it announced.',
  planted: 3,
  endedAs: { failed: 3 },
  codes: { 'source.connection': 3 },
  isAsExpected: true,
  expected: { end: 'failed', code: 'source.connection', drift: null },
  found: null,
}
const WRONG: ZooLine = {
  ...LINE,
  endedAs: { failed: 2, confirmed: 1 },
  codes: { 'source.connection': 2, none: 1 },
  isAsExpected: false,
}

function reportWith(zoo: ZooLine[]): DemoReport {
  return {
    records: 3,
    inventory: { total: 3, byState: { failed: 3 }, outOfScope: {} },
    backup: { verified: 0, failed: 3, bytes: 0, seconds: 1 },
    gate: { outcome: 'passed', items: [] },
    switch: {
      planned: 0,
      confirmed: 0,
      conflicted: 0,
      refused: 0,
      overwritten: 0,
      failed: 0,
      inDoubt: 0,
      withdrawn: 0,
    },
    rollback: { confirmed: 0, recordId: null },
    zoo,
    check: { ok: true, differences: [], entries: 3, objectsRead: 0 },
    apiCalls: 1,
    peakRssBytes: 1,
  }
}

test('a kind of the zoo that ended otherwise makes the demo fail, by name', () => {
  expect(imbalances(reportWith([LINE]))).toEqual([])
  expect(imbalances(reportWith([LINE, WRONG]))).toEqual([
    'The records of the kind short-body did not all end as failed.',
  ])
})

test('the table of the zoo shows each end with its count when not all ended alike', () => {
  expect(formatReport(reportWith([LINE]))).toMatch(/short-body +3 +failed +source\.connection +yes/)
  expect(formatReport(reportWith([WRONG]))).toMatch(
    /short-body +3 +2 failed, 1 confirmed +2 source\.connection, 1 none +NO/,
  )
})

test('a zoo needs more records, so that its odd ones do not close the gate, and has a folder of its own', () => {
  expect(readDemoOptions(['--zoo'])).toMatchObject({ hasZoo: true, records: 500 })
  expect(() => readDemoOptions(['--zoo', '--records', '200'])).toThrow('from 400 to 1000000 with --zoo')
  expect(readDemoOptions(['--records', '200'])).toMatchObject({ hasZoo: false, records: 200 })
  expect(demoPlaces({ records: 500, hasZoo: true }).home).not.toBe(demoPlaces({ records: 500, hasZoo: false }).home)
})
