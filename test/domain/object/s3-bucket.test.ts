import { expect, test } from 'vitest'
import { s3BucketOf, s3ObjectOf } from '../../../server/domain/object/s3-bucket.ts'

test.each([
  ['files.s3.us-west-2.amazonaws.com', 'a/b', 'files'],
  ['files.s3-us-west-2.amazonaws.com', 'a/b', 'files'],
  ['files.s3.dualstack.us-gov-west-1.amazonaws.com', 'a/b', 'files'],
  ['files.s3.amazonaws.com', 'a/b', 'files'],
  ['my.files.s3.eu-central-1.amazonaws.com', 'a/b', 'my.files'],
  ['s3.us-west-2.amazonaws.com', 'files/a/b', 'files'],
  ['s3.amazonaws.com', 'files', 'files'],
])('the address at %s with the key %s is in the bucket %s', (host, key, bucket) => {
  expect(s3BucketOf({ host, key })).toBe(bucket)
})

test.each([
  'files.s3.us-west-2.amazonaws.com.evil.example',
  'files.s3.us-west-2.amazonaws.com:8443',
  'files.evil-s3.amazonaws.com',
  's3.us-west-2.amazonaws.example',
  'files.example',
])('the host %s is not one of S3', (host) => {
  expect(s3BucketOf({ host, key: 'a/b' })).toBeUndefined()
})

test('a host of S3 without a bucket and without a key names no bucket', () => {
  expect(s3BucketOf({ host: 's3.us-west-2.amazonaws.com', key: '' })).toBeUndefined()
})

test.each([
  ['files.s3.us-west-2.amazonaws.com', 'a/b', null, { bucket: 'files', key: 'a/b' }],
  ['s3.us-west-2.amazonaws.com', 'files/a/b', null, { bucket: 'files', key: 'a/b' }],
  ['store.example:9000', 'files/a/b', 'store.example:9000', { bucket: 'files', key: 'a/b' }],
  ['files.store.example', 'a', 'store.example', { bucket: 'files', key: 'a' }],
  ['s3.us-west-2.amazonaws.com', 'files', null, undefined],
  ['store.example', 'files/a', null, undefined],
  ['evil-store.example', 'files/a', 'store.example', undefined],
  ['store.example:9001', 'files/a', 'store.example:9000', undefined],
])('at %s the key %s, with the store %s, is the object %o', (host, key, storeHost, object) => {
  expect(s3ObjectOf({ host, key }, storeHost)).toEqual(object)
})
