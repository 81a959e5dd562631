import { expect, test } from 'vitest'
import { judgeVersions } from '../../../server/domain/object/version-proof.ts'

test('nothing is proven while no document is known to have a newer version', () => {
  expect(judgeVersions({ compared: 0, differing: 0 })).toMatchObject({
    status: 'unknown',
    sentence: expect.stringMatching(/^It is not proven/),
  })
})

test('one document with other bytes than its first upload proves that first uploads are not what is copied', () => {
  const { status, sentence } = judgeVersions({ compared: 3, differing: 1 })
  expect(status).toBe('ok')
  expect(sentence).toBe(
    '3 documents with newer versions were compared with the first upload; 1 differs. So the version that is copied is not the first one.',
  )
})

test('newer versions that all have the bytes of the first upload fail', () => {
  expect(judgeVersions({ compared: 1, differing: 0 })).toMatchObject({
    status: 'failing',
    sentence: expect.stringContaining('1 document with newer versions was compared'),
  })
})
