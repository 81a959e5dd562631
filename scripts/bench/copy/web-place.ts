import type { CopyCase, Transport } from './cases.ts'
import { byClient } from './client-process.ts'
import { startOrigin } from './origin-process.ts'
import type { Copy, CopyPlace, Endpoints } from './place.ts'
import { isInstalled, rcloneFromWeb } from './rclone.ts'

/** A static web server and a sink that speaks S3, both of which cost little beside the client. */
export async function openWebPlace(transport: Exclude<Transport, 'ceph'>, home: string): Promise<CopyPlace> {
  const origin = await startOrigin(transport, home)
  const endpointsOf = ({ sizeBytes, objects }: CopyCase): Endpoints => ({
    source: `${origin.url}/source/${sizeBytes}/${objects}/`,
    warmUp: `${origin.url}/source/${Math.min(sizeBytes, 50_000)}/1/0`,
    sourceBucket: null,
    store: {
      endpoint: origin.url,
      region: 'us-east-1',
      bucket: 'sink',
      accessKeyId: 'bench',
      secretAccessKey: 'bench',
    },
    caFile: origin.caFile,
  })
  const subjects = new Map<string, Copy>([
    ['doclift', byClient('doclift', endpointsOf)],
    ['doclift+fastest', byClient('doclift+fastest', endpointsOf)],
    ['aws-sdk', byClient('aws-sdk', endpointsOf)],
  ])
  if (isInstalled('rclone')) subjects.set('rclone', rcloneFromWeb(endpointsOf))
  return { transport, subjects, prepare: async () => undefined, takeCounts: origin.takeCounts, stop: origin.stop }
}
