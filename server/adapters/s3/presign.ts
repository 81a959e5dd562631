import { GetObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Clock } from '../../ports/clock.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import type { BucketClient } from './client.ts'
import { quoteKey } from './errors.ts'

/** A signed address of one object, made without asking the store. */
export function presignGet(
  client: BucketClient,
  clock: Pick<Clock, 'now'>,
  key: string,
  { seconds, contentType, disposition }: Parameters<ObjectStore['presignGet']>[1],
): Promise<string> {
  const command = new GetObjectCommand({
    Bucket: client.bucket,
    Key: key,
    ResponseContentType: contentType,
    ResponseContentDisposition: disposition,
  })
  const options = { expiresIn: seconds, signingDate: clock.now() }
  return client.control(`sign GET ${quoteKey(key)}`, (sdk) => getSignedUrl(sdk, command, options))
}
