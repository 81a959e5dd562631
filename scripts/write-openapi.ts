import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../server/adapters/clock/system-clock.ts'
import { buildApp } from '../server/http/app.ts'
import { withCodeTable } from '../server/http/openapi/code-table.ts'
import type { Services } from '../server/operations/services.ts'

/** Writes what the routes say of themselves: `docs/openapi.json`, and the table of error codes in `docs/api.md`. */
const docs = join(import.meta.dirname, '..', 'docs')
const page = join(docs, 'api.md')

// Nothing is called while the routes are registered, so none of the operations is needed.
const services = { clock: systemClock, orgTokenKeys: [] } as unknown as Services
const app = await buildApp(services, { logLevel: 'silent', isLoopback: false })
await writeFile(join(docs, 'openapi.json'), `${JSON.stringify(app.swagger(), null, 2)}\n`)
await writeFile(page, withCodeTable(await readFile(page, 'utf8')))
await app.close()
