import { type Command, InvalidArgumentError, Option } from 'commander'
import { ROLES, type Role } from '../domain/run/run.ts'
import type { Services } from '../operations/services.ts'
import type { ListedToken } from '../ports/tracking/access.ts'
import { parseCount } from './arguments.ts'
import { JSON_OPTION } from './show-run.ts'
import { formatTable } from './table.ts'
import type { CommandTools } from './tools.ts'

interface CreateOptions {
  name: string
  role: Role
  days: number
  json?: true
}

const DEFAULT_LIFE_DAYS = 90
const PAGE_SIZE = 200

export function addToken(program: Command, tools: CommandTools): void {
  const token = program.command('token').description('tokens for automation')
  token
    .command('create')
    .description('create a token; it is shown once')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--days <days>', 'how long it is valid', parseCount, DEFAULT_LIFE_DAYS)
    .option(...JSON_OPTION)
    .action((options: CreateOptions) => createToken(tools, options))
  token
    .command('list')
    .description('all tokens, oldest first; never the tokens themselves')
    .option(...JSON_OPTION)
    .action((options: { json?: true }) => listTokens(tools, options))
  token
    .command('revoke')
    .description('revoke a token at once, for good')
    .argument('<id>', 'as "token list" shows it', parseTokenId)
    .action((id: string) => revokeToken(tools, id))
}

async function createToken(tools: CommandTools, { name, role, days, json }: CreateOptions): Promise<void> {
  await tools.withServices(async (services, actor) => {
    const created = await services.createToken({ name, role, lifeDays: days }, actor)
    if (json) return tools.print(JSON.stringify(created, null, 2))
    tools.printError(
      `Token "${created.name}", role ${created.role}, valid until ${created.expiresAt}. Keep it; it is shown once.`,
    )
    tools.print(created.token)
  })
}

async function listTokens(tools: CommandTools, { json }: { json?: true }): Promise<void> {
  await tools.withServices(async ({ access, clock }) => {
    const tokens = await Array.fromAsync(allTokens(access))
    tools.print(json ? JSON.stringify(tokens, null, 2) : formatTokens(tokens, clock.now()))
  })
}

async function revokeToken(tools: CommandTools, id: string): Promise<void> {
  await tools.withServices(async ({ access }, actor) => {
    await access.revokeToken(id, actor)
    tools.print(`Token ${id} is revoked.`)
  })
}

async function* allTokens({ listTokens: list }: Services['access']): AsyncIterable<ListedToken> {
  for (let after: string | null = ''; after !== null; ) {
    const page: Awaited<ReturnType<typeof list>> = await list({ limit: PAGE_SIZE, ...(after && { after }) })
    yield* page.items
    after = page.nextCursor
  }
}

function formatTokens(tokens: readonly ListedToken[], now: Date): string {
  if (tokens.length === 0) return 'There are no tokens.'
  const columns = ['Id', 'Role', 'State', 'Name'].map((title) => ({ title }))
  return formatTable(
    columns,
    tokens.map((token) => [token.id, token.role, formatState(token, now), token.name]),
  )
}

function formatState({ expiresAt, revokedAt }: ListedToken, now: Date): string {
  if (revokedAt !== null) return `revoked ${revokedAt.slice(0, 10)}`
  return `${new Date(expiresAt) <= now ? 'expired' : 'until'} ${expiresAt.slice(0, 10)}`
}

function parseTokenId(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase()
  throw new InvalidArgumentError('It must be the id of a token, a UUID.')
}
