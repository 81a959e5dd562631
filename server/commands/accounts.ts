import { type Command, Option } from 'commander'
import { ACCOUNT_FILTER_NAMES, type AccountFilter } from '../domain/overview/account-filters.ts'
import { ACCOUNT_SORTS, type AccountSort } from '../domain/overview/account-sorts.ts'
import type { Services } from '../operations/services.ts'
import type { AccountView } from '../ports/tracking/reads.ts'
import { parseCount } from './arguments.ts'
import { formatBytes, grouped } from './measures.ts'
import { JSON_OPTION } from './show-run.ts'
import { formatTable } from './table.ts'
import type { CommandTools } from './tools.ts'

interface AccountsOptions {
  all?: true
  filter?: AccountFilter
  sort?: AccountSort
  name?: string
  top: number
  json?: true
}

const DEFAULT_TOP = 20
const PAGE_SIZE = 200

export function addAccounts(program: Command, tools: CommandTools): void {
  program
    .command('accounts')
    .description('Accounts with documents: how many records, bytes and in which states')
    .option('--top <count>', 'the largest Accounts, or the first of a --sort', parseCount, DEFAULT_TOP)
    .option('--all', 'all Accounts, in the order of their ids')
    .addOption(
      new Option('--sort <order>', 'in this order instead; with a minus, largest or latest first').choices(
        ACCOUNT_SORTS,
      ),
    )
    .option('--name <text>', 'only those with this in their names')
    .addOption(new Option('--filter <filter>', 'only those with such records').choices(ACCOUNT_FILTER_NAMES))
    .option(...JSON_OPTION)
    .action((options: AccountsOptions) => listAccounts(tools, options))
}

async function listAccounts(tools: CommandTools, options: AccountsOptions): Promise<void> {
  const { all, top, sort, json } = options
  await tools.withServices(async ({ tracking }) => {
    const accounts = await readAll(tracking, options)
    const ordered = all || sort ? accounts : accounts.toSorted(byTotal)
    const shown = all ? ordered : ordered.slice(0, top)
    tools.print(json ? JSON.stringify(shown, null, 2) : formatAccounts(shown, accounts.length, options))
  })
}

async function readAll(tracking: Services['tracking'], options: AccountsOptions): Promise<AccountView[]> {
  const accounts: AccountView[] = []
  const wanted = pick(options)
  let after: string | undefined
  do {
    const page = await tracking.listAccounts({ limit: PAGE_SIZE, ...wanted, ...(after === undefined ? {} : { after }) })
    accounts.push(...page.items)
    after = page.nextCursor ?? undefined
  } while (after !== undefined)
  return accounts
}

function pick({ filter, sort, name }: AccountsOptions) {
  return { ...(filter && { filter }), ...(sort && { sort }), ...(name && { name }) }
}

function byTotal(a: AccountView, b: AccountView): number {
  return b.total - a.total || (a.accountId < b.accountId ? -1 : 1)
}

function formatAccounts(accounts: readonly AccountView[], known: number, { filter, name }: AccountsOptions): string {
  if (accounts.length === 0)
    return filter || name ? 'There are no such Accounts.' : 'There are no Accounts yet. Run an inventory.'
  const columns = [
    { title: 'Account' },
    { title: 'Records', align: 'right' as const },
    { title: 'Verified', align: 'right' as const },
    { title: 'Activity' },
    { title: 'States' },
    { title: 'Name' },
  ]
  const rows = accounts.map((account) => [
    account.accountId,
    grouped(account.total),
    formatBytes(account.verifiedBytes),
    account.lastActivityAt?.slice(0, 10) ?? 'none',
    formatStates(account),
    account.name,
  ])
  return `${formatTable(columns, rows)}\n${grouped(accounts.length)} of ${grouped(known)} Accounts`
}

/** The states that occur, most records first; `out` stands for all that is out of scope. */
function formatStates({ byState, outOfScope }: AccountView): string {
  const out = Object.values(outOfScope).reduce((sum, count) => sum + count, 0)
  const states = Object.entries(byState).sort(([, a], [, b]) => b - a)
  const shown = out > 0 ? [...states, ['out', out] as const] : states
  return shown.map(([state, count]) => `${grouped(count)} ${state.replace('_', ' ')}`).join(', ')
}
