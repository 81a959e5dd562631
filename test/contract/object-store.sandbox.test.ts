import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox } from '../sandbox/client.ts'
import { STRICT } from './capabilities.ts'
import { openSdk, subjectOn } from './object-store.subject.ts'
import { describeObjectStore, type ObjectStoreSubject } from './object-store.suite.ts'

describeObjectStore("the S3 adapter on the sandbox's store", async (): Promise<ObjectStoreSubject> => {
  const home = await mkdtemp(join(tmpdir(), 'doclift-contract-'))
  const sandbox = await startSandbox({ home, records: 10 })
  const { url: endpoint, publicBaseUrl: _, ...rest } = sandbox.info.store
  const address = { endpoint, ...rest }
  return subjectOn(address, STRICT, openSdk(address), async () => {
    await sandbox.stop()
    await rm(home, { recursive: true, force: true })
  })
})
