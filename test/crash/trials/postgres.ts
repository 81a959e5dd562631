import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateDatabase } from '../../../db/migrate.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../../../server/adapters/postgres/embedded.ts'
import type { Blow, Strike } from '../blow.ts'
import { type Act, CLAIMED } from '../kill-points.ts'
import { openLedgerLink } from '../links/ledger-link.ts'
import { type LedgerAddress, withHost } from '../world.ts'
import type { Trial } from './trial.ts'

/** A durable PostgreSQL of its own goes down, in order and like in a power cut, in the middle of every kind of work. */
export const POSTGRES_TRIAL: Trial = {
  name: 'PostgreSQL restarted and killed',
  way: 'Bulk',
  openLedger: () => openOwnLedger(),
  blows: [
    blow('inventory', 'page of entries', /insert into file_records/, 'killed'),
    blow('back_up', 'claim of a batch', CLAIMED, 'in-order'),
    blow('back_up', 'copies', /source_fingerprint = /, 'killed'),
    blow('switch', 'plan', /insert into batches/, 'in-order'),
    blow('switch', 'note of sending', /update run_items set read_at = /, 'killed'),
    blow('switch', 'values read back', /set outcome = given\.outcome.*\bconfirmed\b/, 'in-order'),
    blow('catch_up', 'page of changes', /insert into file_records/, 'in-order'),
    blow('roll_back', 'before-images', /set before_image = /, 'in-order'),
    blow('roll_back', 'values read back', /set outcome = given\.outcome/, 'killed'),
  ],
}

function blow(act: Act, name: string, what: RegExp, how: 'in-order' | 'killed'): Blow {
  const group = how === 'killed' ? 'PostgreSQL killed' : 'PostgreSQL restarted'
  return { act, group, name: `${act}: ${name}`, aim: { link: 'ledger', what, moment: 'after' }, strike: restart(how) }
}

/** What is held was stored: the worker does not hear of it. */
function restart(how: 'in-order' | 'killed'): Strike {
  return async ({ world, worker, end }) => {
    end('is-lost')
    await world.ledger.restart?.(how)
    return worker
  }
}

/**
 * While a server is down anybody may get its port. People and workers reach it through a door, which stays where it is.
 * @param place where its files are; a folder of its own when left out
 */
export async function openOwnLedger(place = tmpdir()): Promise<LedgerAddress> {
  const home = await mkdtemp(join(place, 'doclift-crash-ledger-'))
  // The user of the server enters it too, when this process is root.
  await chmod(home, 0o755)
  let server = await startEmbeddedPostgres({ home })
  await migrateDatabase({ ownerUrl: server.ownerUrl, appRole: 'doclift_app' })
  const door = await openLedgerLink({ upstreamPort: () => server.port, watch: async () => true })
  return {
    ownerUrl: withHost(server.ownerUrl, door.host),
    appUrl: withHost(server.appUrl, door.host),
    async restart(how) {
      if (how === 'in-order') await server.stop()
      else killServer(server.dataDir)
      server = await startEmbeddedPostgres({ home })
    },
    async drop() {
      await door.close()
      await removeEmbeddedPostgres(home)
      await rm(home, { recursive: true, force: true })
    },
  }
}

function killServer(dataDir: string): void {
  process.kill(Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')
}
