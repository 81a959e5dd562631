import { execFile } from 'node:child_process'
import { mkdtemp, rm, statfs, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Blow, Strike } from '../blow.ts'
import type { Act } from '../kill-points.ts'
import type { LedgerAddress } from '../world.ts'
import { openOwnLedger } from './postgres.ts'
import type { Trial } from './trial.ts'

const run = promisify(execFile)
const DISK_MEGABYTES = 400
const FULL_FOR_MS = 6_000
const FILL_TRIES = 50

let disk = ''

/** The disk of the database is full for a while, in the middle of every kind of work. */
export const DISK_TRIAL: Trial = {
  name: 'Disk full',
  way: 'Bulk',
  openLedger: openSmallLedger,
  blows: [
    blow('inventory', 'page of entries', /insert into file_records/),
    blow('back_up', 'copies', /source_fingerprint = /),
    blow('switch', 'note of sending', /update run_items set read_at = /),
    blow('roll_back', 'values read back', /set outcome = given\.outcome/),
  ],
}

function blow(act: Act, name: string, what: RegExp): Blow {
  const aim = { link: 'ledger', what, moment: 'before' } as const
  return { act, group: 'Disk full', name: `${act}: ${name}`, aim, strike: fillDisk }
}

async function fillDisk({ world, worker, end }: Parameters<Strike>[0]) {
  const ballast = join(disk, 'ballast')
  await fillUp(ballast)
  end('goes-on')
  await wait(FULL_FOR_MS)
  await truncate(ballast, 0)
  await world.ledger.restart?.('in-order')
  return worker
}

/** The database writes meanwhile, so what is free is asked for again until nothing is. */
async function fillUp(ballast: string): Promise<void> {
  let filledBytes = 0
  for (let attempt = 1; attempt <= FILL_TRIES; attempt += 1) {
    const { bavail, bsize } = await statfs(disk)
    if (bavail === 0) return
    const wantedBytes = filledBytes + bavail * bsize
    const isFilled = await run('fallocate', ['-l', String(wantedBytes), ballast]).then(
      () => true,
      () => false,
    )
    if (isFilled) filledBytes = wantedBytes
  }
  throw new Error(`Expected a full disk after ${FILL_TRIES} tries; something frees room.`)
}

/** On a disk of its own, which only root can have. */
async function openSmallLedger(): Promise<LedgerAddress | string> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root can mount a small disk'
  disk = await mkdtemp(join(tmpdir(), 'doclift-crash-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m,mode=755`, 'doclift-crash', disk])
  } catch {
    await rm(disk, { recursive: true, force: true })
    return 'no small disk can be mounted here'
  }
  await writeFile(join(disk, 'ballast'), '')
  const ledger = await openOwnLedger(disk)
  return {
    ...ledger,
    async drop() {
      await ledger.drop()
      await run('umount', [disk])
      await rm(disk, { recursive: true, force: true })
    },
  }
}
