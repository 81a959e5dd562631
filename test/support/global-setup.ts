import type { TestProject } from 'vitest/node'
import { type ClusterAddress, listTestDatabases, removeTestCluster, startTestCluster } from './cluster.ts'
import { endLeakedProcesses, markTestRun } from './leaks.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    testCluster: ClusterAddress
  }
}

/** Before all tests: one PostgreSQL for the run. After them: nothing may be left over. */
export default async function setUpTestRun(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startTestCluster()
  markTestRun()
  project.provide('testCluster', cluster)
  return () => closeTestRun(cluster)
}

async function closeTestRun(cluster: ClusterAddress): Promise<void> {
  const leaks = [...endLeakedProcesses(), ...(await listTestDatabases(cluster)).map((name) => `database ${name}`)]
  await removeTestCluster()
  if (leaks.length > 0) throw new Error(`Tests must end what they start; left over: ${leaks.join(', ')}`)
}
