import { type Command, InvalidArgumentError } from 'commander'
import type { DeadLetter } from '../domain/worker/dead-letter.ts'
import { counted } from './measures.ts'
import { FOLLOW_OPTION, JSON_OPTION, type ShowOptions, showRun } from './show-run.ts'
import { printable } from './table.ts'
import type { CommandTools } from './tools.ts'

const MOST_LETTERS = 200

export function addDeadLetters(program: Command, tools: CommandTools): void {
  const letters = program
    .command('dead-letters')
    .description('tasks that workers could not do, the oldest first')
    .option(...JSON_OPTION)
    .action((options: { json?: true }) => showDeadLetters(tools, options))
  letters
    .command('retry')
    .description('let the run go on that was halted by a task; mend what its sentence names first')
    .argument('<id>', 'as "dead-letters" shows it', parseLetterId)
    .option(...FOLLOW_OPTION)
    .option(...JSON_OPTION)
    .action((id: string, options: ShowOptions) => retryDeadLetter(tools, id, options))
}

function parseLetterId(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase()
  throw new InvalidArgumentError('It must be an id as the list shows it, a UUID.')
}

async function showDeadLetters(tools: CommandTools, { json }: { json?: true }): Promise<void> {
  await tools.withServices(async ({ deadLetters }) => {
    const { items } = await deadLetters.listDeadLetters({ limit: MOST_LETTERS })
    tools.print(json ? JSON.stringify(items, null, 2) : formatDeadLetters(items))
  })
}

async function retryDeadLetter(tools: CommandTools, id: string, options: ShowOptions): Promise<void> {
  await tools.withBoundServices(async (services, actor) => {
    await showRun(tools, services, await services.deadLetters.retryDeadLetter(id, actor), options)
  })
}

function formatDeadLetters(letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return 'Nothing was given up, and nothing fails again and again.'
  return letters.map(formatDeadLetter).join('\n\n')
}

function formatDeadLetter(letter: DeadLetter): string {
  const { runNumber, batchNumber, failures, lastFailedAt, state } = letter
  const task = batchNumber === null ? `Run ${runNumber}` : `Run ${runNumber}, batch ${batchNumber}`
  const next =
    state === 'given-up' ? `To try again: doclift dead-letters retry ${letter.id}` : 'It goes on being tried by itself.'
  return [
    `${task} (${letter.operation}): ${printable(letter.code)}, ${counted(failures, 'failure')}, last ${lastFailedAt.slice(0, 19)}Z`,
    `  ${printable(letter.sentence)}`,
    `  ${next}`,
  ].join('\n')
}
