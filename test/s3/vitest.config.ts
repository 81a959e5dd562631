import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** The contract of the object store on a real server; it needs no database. */
export default defineConfig({
  root: join(import.meta.dirname, '..', '..'),
  test: {
    include: ['test/s3/**/*.test.ts'],
    pool: 'threads',
    maxWorkers: 1,
    // Only to end a test that hangs.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
  },
})
