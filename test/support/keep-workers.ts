/** A command with one further worker that ends at its start, and without pauses before another is started. */
import { fileURLToPath } from 'node:url'
import { startFurtherWorkers } from '../../server/worker-processes.ts'

/** The test reads what the command says to people. */
const tell = (message: string) => console.log(message)

startFurtherWorkers({
  processes: 2,
  clock: { now: () => new Date(), sleep: async () => {} },
  log: { info: tell, warn: tell, error: tell },
  program: fileURLToPath(new URL('./worker-that-ends.ts', import.meta.url)),
})
