import { ListObjectsV2Command, type S3ClientConfig } from '@aws-sdk/client-s3'
import { type Behaviour, told, toldResponse } from './behaviour.ts'
import type { Bench } from './bench.ts'

const HOUR_MS = 3_600_000

/** Who is let in. */
export const REFUSALS: readonly Behaviour[] = [
  { does: 'a wrong secret', answer: (bench) => asked(bench, withKeys(bench, { secretAccessKey: 'wrong' })) },
  { does: 'an unknown access key', answer: (bench) => asked(bench, withKeys(bench, { accessKeyId: 'UNKNOWN' })) },
  { does: 'a clock one hour ahead', answer: (bench) => asked(bench, { systemClockOffset: HOUR_MS }) },
  { does: 'another region in the signature', answer: (bench) => asked(bench, { region: 'ap-south-2' }) },
  {
    does: 'a request without a signature',
    answer: ({ server, bucket, newKey }) => toldResponse(fetch(`${server.endpoint}/${bucket}/${newKey()}`)),
  },
]

function withKeys({ server }: Bench, other: { accessKeyId?: string; secretAccessKey?: string }): S3ClientConfig {
  const { accessKeyId, secretAccessKey } = server
  return { credentials: { accessKeyId, secretAccessKey, ...other } }
}

async function asked({ connect, bucket }: Bench, settings: S3ClientConfig): Promise<string> {
  const sdk = connect(settings)
  const answer = await told(sdk.send(new ListObjectsV2Command({ Bucket: bucket })))
  sdk.destroy()
  return answer
}
