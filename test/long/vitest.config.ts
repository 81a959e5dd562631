import { join } from 'node:path'
import { defineConfig, mergeConfig } from 'vitest/config'
import usual from '../../vitest.config.ts'

/** The tests that take a minute or more each: whole migrations, again and again, under one condition after another. */
export default mergeConfig(
  { ...usual, test: { ...usual.test, include: [], exclude: [] } },
  defineConfig({
    root: join(import.meta.dirname, '..', '..'),
    test: { include: ['test/**/*.long.test.ts'], exclude: ['**/node_modules/**'] },
  }),
)
