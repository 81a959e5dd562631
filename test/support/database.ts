import { inject } from 'vitest'
import { createDatabaseIn, type TestDatabase } from './cluster.ts'

export type { TestDatabase } from './cluster.ts'

/** A migrated database of its own in the cluster of this test run. The test that makes it drops it. */
export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabaseIn(inject('testCluster'))
}
