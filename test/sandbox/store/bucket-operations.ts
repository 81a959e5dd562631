import { type Answer, emptyAnswer, xmlAnswer } from './answer.ts'
import type { BucketRequest, S3Request, StoreContext } from './request.ts'
import { element } from './xml.ts'

/** CreateBucket. New buckets are private and have no versions. */
export async function createBucket(request: S3Request, context: StoreContext): Promise<Answer> {
  const { name } = await context.buckets.create(request.target.bucket, { isPublic: false, versioning: 'Off' })
  return emptyAnswer(200, { location: `/${name}` })
}

/** HeadBucket. */
export async function headBucket(_request: BucketRequest, context: StoreContext): Promise<Answer> {
  return emptyAnswer(200, { 'x-amz-bucket-region': context.region })
}

/** GetBucketLocation; the first region of S3 has no name here. */
export async function getBucketLocation(_request: BucketRequest, context: StoreContext): Promise<Answer> {
  return xmlAnswer(element('LocationConstraint', context.region === 'us-east-1' ? '' : context.region))
}

/** ListBuckets. */
export async function listBuckets(_request: S3Request, context: StoreContext): Promise<Answer> {
  const buckets = context.buckets.all().map(({ name, createdAt }) => {
    return element('Bucket', [element('Name', name), element('CreationDate', createdAt)])
  })
  const owner = element('Owner', [element('ID', 'sandbox'), element('DisplayName', 'sandbox')])
  return xmlAnswer(element('ListAllMyBucketsResult', [owner, element('Buckets', buckets)]))
}
