import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../../../server/adapters/postgres/embedded.ts'
import { startSandbox } from '../../../test/sandbox/client.ts'
import { startService } from '../../demo/service.ts'
import { serviceSettings } from '../../demo/settings.ts'
import type { StageOptions } from '../stage.ts'
import type { Subject } from './cost.ts'

export interface EmptyStage extends Subject {
  /** The ledger, as its owner. */
  ownerUrl: string
}

/** A service on an empty ledger, beside an org of so many records. All of it is deleted at the end. */
export async function openEmpty(
  running: AsyncDisposableStack,
  { keptIn, records, say }: StageOptions,
): Promise<EmptyStage> {
  const home = join(keptIn, `empty-${records}`)
  const removeAll = async () => {
    await removeEmbeddedPostgres(home)
    await rm(home, { recursive: true, force: true })
  }
  await removeAll()
  running.defer(removeAll)
  await mkdir(home, { recursive: true })
  const { ownerUrl } = running.adopt(await startEmbeddedPostgres({ home, log: say }), (it) => it.stop())
  const org = { home: join(home, 'sandbox'), records, seed: 'bench' }
  const sandbox = running.adopt(await startSandbox(org), (it) => it.stop())
  const settings = await serviceSettings(home, sandbox.info)
  const service = running.adopt(await startService(settings, join(home, 'service.log')), (it) => it.stop())
  return { sandbox, service, ownerUrl }
}
