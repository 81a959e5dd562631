import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeEmbeddedPostgres } from '../../server/adapters/postgres/embedded.ts'

export const PROJECT = resolve(fileURLToPath(import.meta.url), '../../..')

/** Everything the demo keeps; below the project's one ignored folder. */
export const DEMO_HOME = join(PROJECT, '.doclift', 'demo')
export const SANDBOX_HOME = join(DEMO_HOME, 'sandbox')
/** The settings of the service, for whoever wants to use the command line on the running demo. */
export const SERVICE_ENV = join(DEMO_HOME, 'service.env')
export const SERVICE_LOG = join(DEMO_HOME, 'service.log')

/** Forgets everything an earlier demo left. */
export async function resetDemo(): Promise<void> {
  await removeEmbeddedPostgres(DEMO_HOME)
  await rm(DEMO_HOME, { recursive: true, force: true })
}
