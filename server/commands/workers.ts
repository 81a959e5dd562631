import type { Command } from 'commander'
import type { TaskView, WorkerView } from '../ports/tracking/workers.ts'
import { JSON_OPTION } from './show-run.ts'
import { formatTable } from './table.ts'
import type { CommandTools } from './tools.ts'

export function addWorkers(program: Command, tools: CommandTools): void {
  program
    .command('workers')
    .description('the processes of this installation on all machines, and what each works on')
    .option(...JSON_OPTION)
    .action(({ json }: { json?: true }) =>
      tools.withServices(async ({ tracking, clock }) => {
        const workers = await tracking.listWorkers()
        tools.print(json ? JSON.stringify(workers, null, 2) : formatWorkers(workers, clock.now()))
      }),
    )
}

function formatWorkers(workers: readonly WorkerView[], now: Date): string {
  if (workers.length === 0) return 'No process is at work. Start one with "npm start" or "npm run worker".'
  const columns = ['Process', 'Kind', 'Version', 'Last beat', 'Works on'].map((title) => ({ title }))
  return formatTable(
    columns,
    workers.map((worker) => [
      `${worker.host} ${worker.processId}`,
      worker.kind,
      `${worker.version} (${worker.schemaVersion})`,
      worker.isAlive ? 'now' : formatSilence(worker, now),
      worker.takesTasks ? worker.tasks.map(formatTask).join(', ') || 'nothing' : 'takes no tasks',
    ]),
  )
}

function formatSilence({ lastBeatAt }: WorkerView, now: Date): string {
  const seconds = Math.round((now.getTime() - Date.parse(lastBeatAt)) / 1_000)
  return seconds < 120 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`
}

function formatTask({ runNumber, batchNumber }: TaskView): string {
  return batchNumber === null ? `run ${runNumber}` : `run ${runNumber} batch ${batchNumber}`
}
