import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3'
import { probeIndependently } from '../contract/independent-probe.ts'
import { openSdk, subjectOn } from '../contract/object-store.subject.ts'
import { describeObjectStore, type ObjectStoreSubject } from '../contract/object-store.suite.ts'
import { removeBucket } from './remove-bucket.ts'
import { serverOfEnvironment } from './server.ts'

for (const keepsVersions of [false, true]) {
  const words = keepsVersions ? 'keeps versions' : 'keeps no versions'
  describeObjectStore(`the S3 adapter in a bucket that ${words}`, () => startSubject(keepsVersions))
}

/** A bucket of its own, which is removed with everything in it. */
async function startSubject(keepsVersions: boolean): Promise<ObjectStoreSubject> {
  const server = serverOfEnvironment()
  if (server === undefined) throw new Error('No S3 server is named: set DOCLIFT_TEST_S3_ENDPOINT and those beside it.')
  const sdk = openSdk(server)
  const bucket = `doclift-test-${randomUUID()}`
  await sdk.send(new CreateBucketCommand({ Bucket: bucket }))
  const plain = { sdk, bucket }
  if (keepsVersions) {
    const VersioningConfiguration = { Status: 'Enabled' } as const
    await sdk.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }))
  }
  return subjectOn({ ...server, bucket }, await probeIndependently(plain), sdk, () => removeBucket(plain))
}
