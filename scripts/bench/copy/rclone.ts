import { spawnSync } from 'node:child_process'
import type { CopyCase } from './cases.ts'
import { measureCommand, type Usage } from './measure.ts'
import { type Copy, type Endpoints, PARALLEL } from './place.ts'

export function isInstalled(command: string): boolean {
  return spawnSync(command, ['version']).status === 0
}

/** From a web server, with the settings that spare it requests: no HEAD after a PUT, no look at the bucket. */
export function rcloneFromWeb(endpointsOf: (one: CopyCase) => Endpoints): Copy {
  return withoutItsStart((one, signal) => {
    const { source, store, caFile } = endpointsOf(one)
    const keys = `access_key_id=${store.accessKeyId},secret_access_key=${store.secretAccessKey}`
    const sink = `:s3,provider=Other,endpoint='${store.endpoint}',region=${store.region},${keys}:${store.bucket}`
    const sparing = ['--s3-no-check-bucket', '--s3-no-head', ...(caFile ? ['--ca-cert', caFile] : [])]
    return rclone([`:http,url='${source}':`, `${sink}/${one.sizeBytes}`, ...sparing], {}, signal)
  })
}

/**
 * From bucket to bucket through the client, as a copy between two stores is: its two remotes have different names, or the
 * gateway would be asked to copy by itself. It keeps its HEAD after each PUT, by which it proves a transfer.
 */
export function rcloneBetweenBuckets(endpointsOf: (one: CopyCase) => Endpoints): Copy {
  return withoutItsStart((one, signal) => {
    const { source, sourceBucket, store } = endpointsOf(one)
    const prefix = new URL(source).pathname.split('/').slice(2).join('/')
    const remotes = { ...remote('SOURCE', store), ...remote('SINK', store) }
    const from = one.objects === 0 ? `source:${sourceBucket}/nothing` : `source:${sourceBucket}/${prefix}`
    return rclone([from, `sink:${store.bucket}/${one.sizeBytes}`, '--s3-no-check-bucket'], remotes, signal)
  })
}

function remote(name: string, store: Endpoints['store']): Record<string, string> {
  const settings = {
    TYPE: 's3',
    PROVIDER: 'Ceph',
    ENDPOINT: store.endpoint,
    REGION: store.region,
    ACCESS_KEY_ID: store.accessKeyId,
    SECRET_ACCESS_KEY: store.secretAccessKey,
  }
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [`RCLONE_CONFIG_${name}_${key}`, value]))
}

/** Its start, measured without objects, is taken off, since nobody starts a program for each object. */
function withoutItsStart(copy: Copy): Copy {
  return async (one, signal) => {
    const idle = await copy({ ...one, objects: 0 }, signal)
    const usage = await copy(one, signal)
    return {
      cpuSeconds: usage.cpuSeconds - idle.cpuSeconds,
      seconds: usage.seconds - idle.seconds,
      peakMemoryMib: usage.peakMemoryMib,
    }
  }
}

function rclone(args: readonly string[], settings: Record<string, string>, signal: AbortSignal): Promise<Usage> {
  const transfers = ['--transfers', String(PARALLEL), '--checkers', String(PARALLEL), '--no-traverse']
  return measureCommand('rclone', ['copy', ...args, '--config', '/dev/null', ...transfers, '--retries', '1'], {
    signal,
    settings,
  })
}
