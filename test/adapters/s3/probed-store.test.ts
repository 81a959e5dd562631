import { expect, onTestFinished, test } from 'vitest'
import { openObjectStore } from '../../../server/adapters/s3/object-store.ts'
import { probedStore } from '../../../server/adapters/s3/probed-store.ts'
import { listen } from '../../sandbox/listening.ts'
import { BUCKET, CREDENTIALS, REGION } from '../../sandbox/store/test-store.ts'

test('a store that is closed while it is probed closes, and only whoever asked is told', async () => {
  const asked = Promise.withResolvers<void>()
  const silent = await listen(() => asked.resolve(), 0)
  onTestFinished(silent.stop)
  const where = { endpoint: silent.url, region: REGION, bucket: BUCKET, isPathStyle: true, ...CREDENTIALS }
  const store = probedStore((capabilities) => openObjectStore({ ...where, capabilities }), 'probe')
  const told = expect(store.capabilities()).rejects.toMatchObject({ code: 's3.connection' })
  await asked.promise
  await store.close()
  await told
})
