import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeEmbeddedPostgres } from '../../server/adapters/postgres/embedded.ts'

export const PROJECT = resolve(fileURLToPath(import.meta.url), '../../..')

/** What one demo keeps, below the project's one ignored folder. */
export interface DemoPlaces {
  home: string
  sandboxHome: string
  /** The settings of the service, for whoever wants to use the command line on the running demo. */
  serviceEnv: string
  serviceLog: string
}

/** Each size of a demo has a folder of its own, and with the zoo another, so that demos do not disturb each other. */
export function demoPlaces({ records, hasZoo }: { records: number; hasZoo: boolean }): DemoPlaces {
  const home = join(PROJECT, '.doclift', 'demo', hasZoo ? `${records}-zoo` : String(records))
  return {
    home,
    sandboxHome: join(home, 'sandbox'),
    serviceEnv: join(home, 'service.env'),
    serviceLog: join(home, 'service.log'),
  }
}

/** Forgets everything an earlier demo of this size left. */
export async function resetDemo({ home }: DemoPlaces): Promise<void> {
  await removeEmbeddedPostgres(home)
  await rm(home, { recursive: true, force: true })
}
