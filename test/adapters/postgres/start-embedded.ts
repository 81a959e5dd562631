/** Starts the embedded PostgreSQL of a home and tells the parent process about it: a process for tests to kill. */
import { startEmbeddedPostgres } from '../../../server/adapters/postgres/embedded.ts'

const { adminUrl, isReused } = await startEmbeddedPostgres({ home: process.argv[2] ?? '' })
process.send?.({ adminUrl, isReused })
setInterval(() => {}, 60_000)
