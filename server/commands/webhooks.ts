import { type Command, InvalidArgumentError, Option } from 'commander'
import { RUN_EVENT_KINDS, type RunEventKind } from '../domain/run/event.ts'
import type { Services } from '../operations/services.ts'
import type { Webhook, WebhookDelivery } from '../ports/tracking/webhooks.ts'
import { parseCount } from './arguments.ts'
import { JSON_OPTION } from './show-run.ts'
import { formatTable, printable } from './table.ts'
import type { CommandTools } from './tools.ts'

interface AddOptions {
  event?: RunEventKind[]
  description?: string
  json?: true
}

interface LogOptions {
  limit: number
  json?: true
}

const PAGE_SIZE = 200
const DEFAULT_LIMIT = 20
const ID = ['<id>', 'as "webhooks list" shows it'] as const

export function addWebhooks(program: Command, tools: CommandTools): void {
  const webhooks = program.command('webhooks').description('who is told of what happens to runs')
  webhooks
    .command('list')
    .description('all webhooks, oldest first')
    .option(...JSON_OPTION)
    .action((options: { json?: true }) => listWebhooks(tools, options))
  webhooks
    .command('add')
    .description('tell an address on a host of WEBHOOK_HOSTS; its secret is shown once')
    .argument('<url>', 'https address of the receiver')
    .addOption(eventOption())
    .option('--description <text>', 'what it is for')
    .option(...JSON_OPTION)
    .action((url: string, options: AddOptions) => addWebhook(tools, url, options))
  webhooks
    .command('remove')
    .description('remove a webhook; what was not delivered yet is not sent any more')
    .argument(...ID, parseWebhookId)
    .action((id: string) => removeWebhook(tools, id))
  webhooks
    .command('pause')
    .description('send nothing for now; what happens meanwhile is kept')
    .argument(...ID, parseWebhookId)
    .action((id: string) => pauseWebhook(tools, id, true))
  webhooks
    .command('continue')
    .description('let a paused webhook go on, with what was kept')
    .argument(...ID, parseWebhookId)
    .action((id: string) => pauseWebhook(tools, id, false))
  webhooks
    .command('rotate-secret')
    .description('sign with a new secret from now on; it is shown once')
    .argument(...ID, parseWebhookId)
    .action((id: string) => rotateSecret(tools, id))
  webhooks
    .command('test')
    .description('send a delivery of type webhook.test; a worker sends it')
    .argument(...ID, parseWebhookId)
    .option(...JSON_OPTION)
    .action((id: string, options: { json?: true }) => testWebhook(tools, id, options))
  webhooks
    .command('deliveries')
    .description('what was sent to a webhook and what came of it, newest first')
    .argument(...ID, parseWebhookId)
    .option('--limit <count>', `at most this many, up to ${PAGE_SIZE}`, parseCount, DEFAULT_LIMIT)
    .option(...JSON_OPTION)
    .action((id: string, options: LogOptions) => listDeliveries(tools, id, options))
  webhooks
    .command('replay')
    .description('send a settled delivery again, under its own id')
    .argument(...ID, parseWebhookId)
    .argument('<delivery>', 'as "webhooks deliveries --json" shows it', parseWebhookId)
    .option(...JSON_OPTION)
    .action((id: string, deliveryId: string, options: { json?: true }) =>
      replayDelivery(tools, id, deliveryId, options),
    )
}

/** Without any, all events are sent. */
function eventOption(): Option {
  return new Option('--event <kind>', 'only this event; may be given again').argParser(
    (text: string, before: readonly RunEventKind[] = []) => [...new Set([...before, parseKind(text)])],
  )
}

function parseKind(text: string): RunEventKind {
  const kind = RUN_EVENT_KINDS.find((known) => known === text)
  if (kind === undefined) throw new InvalidArgumentError(`It must be one of ${RUN_EVENT_KINDS.join(', ')}.`)
  return kind
}

function parseWebhookId(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase()
  throw new InvalidArgumentError('It must be an id as the list shows it, a UUID.')
}

async function listWebhooks(tools: CommandTools, { json }: { json?: true }): Promise<void> {
  await tools.withServices(async ({ webhooks }) => {
    const all = await Array.fromAsync(allWebhooks(webhooks))
    tools.print(json ? formatJson(all.map(toShown)) : formatWebhooks(all))
  })
}

async function addWebhook(tools: CommandTools, url: string, { event, description, json }: AddOptions): Promise<void> {
  await tools.withServices(async ({ webhooks }, actor) => {
    const request = { url, events: event ?? RUN_EVENT_KINDS, description: description ?? null }
    const added = await webhooks.addWebhook(request, actor)
    if (json) return tools.print(formatJson({ ...toShown(added), secret: added.secret }))
    tools.printError(`Webhook ${added.id} is told of ${added.events.join(', ')}. Keep its secret; it is shown once.`)
    tools.print(added.secret)
  })
}

async function removeWebhook(tools: CommandTools, id: string): Promise<void> {
  await tools.withServices(async ({ webhooks }, actor) => {
    await webhooks.removeWebhook(id, actor)
    tools.print(`Webhook ${id} is removed.`)
  })
}

async function pauseWebhook(tools: CommandTools, id: string, isPaused: boolean): Promise<void> {
  await tools.withServices(async ({ webhooks }, actor) => {
    await webhooks.changeWebhook(id, { isPaused }, actor)
    tools.print(`Webhook ${id} ${isPaused ? 'is paused' : 'goes on'}.`)
  })
}

async function rotateSecret(tools: CommandTools, id: string): Promise<void> {
  await tools.withServices(async ({ webhooks }, actor) => {
    const { secret } = await webhooks.rotateSecret(id, actor)
    tools.printError('Deliveries are signed with the new secret alone. Keep it; it is shown once.')
    tools.print(secret)
  })
}

async function testWebhook(tools: CommandTools, id: string, { json }: { json?: true }): Promise<void> {
  await tools.withServices(async ({ webhooks }, actor) => {
    const delivery = await webhooks.testWebhook(id, actor)
    tools.print(json ? formatJson(delivery) : `A test waits for a worker. To see it: doclift webhooks deliveries ${id}`)
  })
}

async function listDeliveries(tools: CommandTools, id: string, { limit, json }: LogOptions): Promise<void> {
  await tools.withServices(async ({ webhooks }) => {
    const { items } = await webhooks.listDeliveries(id, { limit: Math.min(limit, PAGE_SIZE) })
    tools.print(json ? formatJson(items) : formatDeliveries(items))
  })
}

async function replayDelivery(
  tools: CommandTools,
  id: string,
  deliveryId: string,
  { json }: { json?: true },
): Promise<void> {
  await tools.withServices(async ({ webhooks }, actor) => {
    const delivery = await webhooks.replayDelivery(id, deliveryId, actor)
    tools.print(
      json ? formatJson(delivery) : `The delivery waits for a worker. To see it: doclift webhooks deliveries ${id}`,
    )
  })
}

async function* allWebhooks({ listWebhooks: list }: Services['webhooks']): AsyncIterable<Webhook> {
  for (let after: string | null = ''; after !== null; ) {
    const page: Awaited<ReturnType<typeof list>> = await list({ limit: PAGE_SIZE, ...(after && { after }) })
    yield* page.items
    after = page.nextCursor
  }
}

/** As the API shows it. */
function toShown({ id, url, events, description, isPaused, createdBy, createdAt }: Webhook) {
  return { id, url, events, description, isPaused, createdBy, createdAt }
}

function formatWebhooks(webhooks: readonly Webhook[]): string {
  if (webhooks.length === 0) return 'There are no webhooks.'
  const columns = ['Id', 'State', 'Host', 'Events'].map((title) => ({ title }))
  const rows = webhooks.map(({ id, isPaused, url, events }) => [
    id,
    isPaused ? 'paused' : 'active',
    new URL(url).host,
    events.length === RUN_EVENT_KINDS.length ? 'all' : events.join(' '),
  ])
  return formatTable(columns, rows)
}

function formatDeliveries(deliveries: readonly WebhookDelivery[]): string {
  if (deliveries.length === 0) return 'Nothing was sent to this webhook.'
  const columns = ['Event', 'Happened', 'State', 'Tries', 'Last answer', 'Next'].map((title) => ({ title }))
  const rows = deliveries.map((delivery) => [
    delivery.event,
    delivery.createdAt.slice(0, 19),
    delivery.state.replace('_', ' '),
    String(delivery.attempts),
    formatAnswer(delivery),
    delivery.nextAttemptAt?.slice(11, 19) ?? '',
  ])
  return formatTable(columns, rows)
}

function formatAnswer({ lastStatus, lastCode }: WebhookDelivery): string {
  return lastStatus === null ? printable(lastCode?.replace('webhook.', '') ?? '') : String(lastStatus)
}

function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
