import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { steadyPorts } from '../../sandbox/steady-port.ts'
import type { S3Server } from '../server.ts'
import { runCommand } from './commands.ts'
import { type Daemon, startDaemon } from './daemon.ts'
import { type CephPlace, formatCephSettings } from './settings.ts'

/** A running Ceph with its RADOS Gateway, everything in memory and in one temporary folder. */
export interface Gateway {
  server: S3Server
  /** Rejects when a daemon ends before its time; never resolves. */
  failed: Promise<never>
  /** Frees at once what deleted objects held; by itself the gateway waits two hours for it. */
  collectGarbage(): Promise<void>
  /** Ends all daemons and removes the folder. */
  stop(): Promise<void>
}

const ASK_EVERY_MS = 200
const USUAL_DISK_BYTES = 2 * 1024 ** 3

/**
 * Starts Ceph's RADOS Gateway from nothing and makes a user. Takes about twelve seconds, as root or not.
 * @param signal ends what was started
 * @param diskBytes what may be stored at the same time; all of it is in memory
 * @throws Error with what the command or daemon said that failed; nothing is left then
 */
export async function startGateway(signal: AbortSignal, diskBytes = USUAL_DISK_BYTES): Promise<Gateway> {
  const home = await mkdtemp(join(tmpdir(), 'doclift-ceph-'))
  const daemons: Daemon[] = []
  const stop = async () => {
    for (const daemon of daemons.toReversed()) await daemon.stop()
    await rm(home, { recursive: true, force: true })
  }
  try {
    const [monitorPort = 0, gatewayPort = 0] = await steadyPorts(2)
    const place = { home, clusterId: randomUUID(), monitorPort, gatewayPort, diskBytes }
    const server = await startDaemons(place, daemons, signal)
    const failed = Promise.race(daemons.map((daemon) => daemon.failed))
    failed.catch(() => undefined)
    return { server, failed, collectGarbage: () => collectGarbage(home), stop }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

async function collectGarbage(home: string): Promise<void> {
  const settings = ['--conf', settingsFile(home), '-n', 'client.rgw']
  await runCommand('radosgw-admin', [...settings, 'gc', 'process', '--include-all'])
}

const settingsFile = (home: string) => join(home, 'ceph.conf')

async function startDaemons(place: CephPlace, daemons: Daemon[], signal: AbortSignal): Promise<S3Server> {
  const settings = ['--conf', await writeSettings(place)]
  const started = (command: string, given: string[]) => {
    const daemon = startDaemon(command, ['-f', ...settings, ...given])
    daemons.push(daemon)
    return daemon
  }
  const run = (command: string, given: string[]) =>
    orFail(runCommand(command, [...settings, ...given], signal), daemons)
  await makeMonitor(place, run)
  started('ceph-mon', ['-i', 'a'])
  const diskId = randomUUID()
  await run('ceph', ['osd', 'new', diskId, '0'])
  await run('ceph-osd', ['-i', '0', '--mkfs', '--osd-uuid', diskId])
  started('ceph-osd', ['-i', '0'])
  started('radosgw', ['-n', 'client.rgw'])
  const endpoint = `http://127.0.0.1:${place.gatewayPort}`
  await orFail(untilAnswers(endpoint, signal), daemons)
  return { endpoint, region: 'us-east-1', ...(await makeUser(run)) }
}

async function writeSettings(place: CephPlace): Promise<string> {
  const file = settingsFile(place.home)
  for (const folder of ['mon', 'osd']) await mkdir(join(place.home, folder))
  await writeFile(file, formatCephSettings(place))
  return file
}

type Run = (command: string, given: string[]) => Promise<string>

async function makeMonitor({ home, clusterId, monitorPort }: CephPlace, run: Run): Promise<void> {
  const map = join(home, 'monmap')
  await run('monmaptool', ['--create', '--fsid', clusterId, '--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, map])
  await run('ceph-mon', ['--mkfs', '-i', 'a', '--monmap', map])
}

async function makeUser(run: Run): Promise<Pick<S3Server, 'accessKeyId' | 'secretAccessKey'>> {
  const accessKeyId = randomBytes(10).toString('hex').toUpperCase()
  const secretAccessKey = randomBytes(20).toString('hex')
  const keys = ['--access-key', accessKeyId, '--secret-key', secretAccessKey]
  await run('radosgw-admin', [
    '-n',
    'client.rgw',
    'user',
    'create',
    '--uid',
    'tests',
    '--display-name',
    'Tests',
    ...keys,
  ])
  return { accessKeyId, secretAccessKey }
}

async function untilAnswers(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const answer = await fetch(url, { signal }).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.ok) return
    await sleep(ASK_EVERY_MS, undefined, { signal })
  }
}

/** Whatever is waited for, a daemon that ends is told instead. */
function orFail<Result>(awaited: Promise<Result>, daemons: readonly Daemon[]): Promise<Result> {
  return Promise.race([awaited, ...daemons.map((daemon) => daemon.failed)])
}
