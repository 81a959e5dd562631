import { expect, test } from 'vitest'
import { tellingOfOutages } from '../../../server/adapters/postgres/telling-of-outages.ts'

const AWAY = 'The queue cannot reach the database; it keeps trying.'
const BACK = 'The queue reaches the database again.'

test('an outage is told once when it begins and once when it ends', async () => {
  const { lines, begin } = statements()
  await begin().fail()
  await begin().fail()
  await begin().succeed()
  await begin().succeed()
  expect(lines).toEqual([AWAY, BACK])
})

test('a statement from before the outage that succeeds in it does not end it', async () => {
  const { lines, begin } = statements()
  const early = begin()
  await begin().fail()
  await early.succeed()
  expect(lines).toEqual([AWAY])
})

test('a statement from the outage that fails after its end is no second outage', async () => {
  const { lines, begin } = statements()
  await begin().fail()
  const late = begin()
  await begin().succeed()
  await late.fail()
  expect(lines).toEqual([AWAY, BACK])
})

test('an error of the statement itself is no outage', async () => {
  const { lines, begin } = statements()
  await begin().fail('42703')
  expect(lines).toEqual([])
})

function statements() {
  const lines: string[] = []
  const log = { info: say, warn: say, error: say }
  const ends: PromiseWithResolvers<{ rows: unknown[] }>[] = []
  const db = tellingOfOutages({ executeSql: () => (ends.at(-1) as (typeof ends)[0]).promise }, log)
  return { lines, begin }

  function say(line: string) {
    lines.push(line)
  }

  function begin() {
    const end = Promise.withResolvers<{ rows: unknown[] }>()
    ends.push(end)
    const done = db.executeSql('select 1').then(
      () => undefined,
      () => undefined,
    )
    const ended = (tell: () => void) => {
      tell()
      return done
    }
    return {
      succeed: () => ended(() => end.resolve({ rows: [] })),
      fail: (code = '57P01') => ended(() => end.reject(Object.assign(new Error('gone'), { code }))),
    }
  }
}
