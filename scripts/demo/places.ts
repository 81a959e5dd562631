import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeEmbeddedPostgres } from '../../server/adapters/postgres/embedded.ts'

export const PROJECT = resolve(fileURLToPath(import.meta.url), '../../..')

/** Everything the demo keeps; below the project's one ignored folder. */
export const DEMO_HOME = join(PROJECT, '.doclift', 'demo')
export const SANDBOX_HOME = join(DEMO_HOME, 'sandbox')
export const SERVICE_LOG = join(DEMO_HOME, 'service.log')

/** Forgets everything an earlier demo left. */
export async function resetDemo(): Promise<void> {
  await removeEmbeddedPostgres(DEMO_HOME)
  await rm(DEMO_HOME, { recursive: true, force: true })
}
