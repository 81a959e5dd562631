import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tiers of their own, with commands of their own.
    exclude: ['**/node_modules/**', '**/*.long.test.ts', 'test/browser/**', 'test/s3/**'],
    globalSetup: 'test/support/global-setup.ts',
    // Threads start faster than processes, and every process found after the run is then a leaked one.
    pool: 'threads',
    maxWorkers: 4,
    // Only to end a test that hangs; no test depends on how fast the machine is.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
  },
})
