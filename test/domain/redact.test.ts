import { describe, expect, test } from 'vitest'
import { toDocliftError } from '../../server/domain/errors.ts'
import { redactor } from '../../server/domain/redact.ts'

const SIGNATURE = '5f1d0c7a9b3e2d4c6a8f7e6d5c4b3a29'

describe('taking secrets out of text', () => {
  test('hides every form in which a known secret travels', () => {
    const secret = 'a"b\\c/d+e=f'
    const text = [secret, JSON.stringify(secret), JSON.stringify(JSON.stringify(secret)), encodeURIComponent(secret)]
    const told = redactor([secret])(text.join(' '))
    for (const form of text) expect(told).not.toContain(form)
    expect(told).not.toContain('b\\c')
  })

  test('hides the token of a link, and leaves what only looks like its address', () => {
    const told = redactor([])('Expected "https://doclift.acme.example/d/Kq3vT0YwgVc9mZ5m6nFqJg"; found "/d/short".')
    expect(told).toBe('Expected "https://doclift.acme.example/d/[secret]"; found "/d/short".')
  })

  test('leaves ordinary text as it is', () => {
    for (const text of [
      'The role is doclift_app.',
      '{"url":"/v1/overview","status":401}',
      'Basic facts',
      'https://a.example/b',
    ]) {
      expect(redactor(['', 'abc'])(text)).toBe(text)
    }
  })

  test('keeps a log line JSON that can be read', () => {
    const hostile = { err: { message: `postgres://u:p"w@h ?X-Amz-Signature=${SIGNATURE}" Bearer abcdefgh` } }
    expect(() => JSON.parse(redactor([])(JSON.stringify(hostile)))).not.toThrow()
  })
})

test('an error that nobody expected keeps its words for the log alone', () => {
  const error = toDocliftError(new TypeError('password=hunter2'))
  expect(error).toMatchObject({ code: 'internal.unexpected', cause: { message: 'password=hunter2' } })
  expect(error.message).toBe('Something unexpected went wrong (TypeError). The log of the service has its cause.')
  expect(toDocliftError('a secret').message).not.toContain('a secret')
})
