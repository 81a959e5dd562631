import { expect, test } from 'vitest'
import project from '../../package.json' with { type: 'json' }
import { VERSION } from '../../server/domain/version.ts'

test('the code knows the version that package.json has', () => {
  expect(VERSION).toBe(project.version)
})
