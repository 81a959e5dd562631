import { open, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runSql } from '../support/sql.ts'

/** One statement as PostgreSQL carried it out, with those in its triggers told apart. */
export interface CarriedOut {
  text: string
  /** Tables that were read from their start to their end. */
  scanned: string[]
  /** Rows of tables that were read, used or not. */
  rowsRead: number
}

export interface PlanBook {
  /** What the database did for the application meanwhile. */
  during(act: () => Promise<unknown>): Promise<CarriedOut[]>
}

interface Node {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Node[]
}

const EXPLAINING = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_format': 'json',
}

/**
 * Makes PostgreSQL write down the plan of every statement that the application sends from now on, over connections that are
 * opened from now on, and reads them from its log.
 */
export async function openPlanBook(database: { name: string }, adminUrl: string): Promise<PlanBook> {
  for (const [name, value] of Object.entries(EXPLAINING)) {
    await runSql(adminUrl, `alter role doclift_app in database ${database.name} set ${name} = '${value}'`)
  }
  const [row] = await runSql<{ data_directory: string }>(adminUrl, 'show data_directory')
  const log = join(dirname(row?.data_directory ?? ''), 'server.log')
  return {
    async during(act) {
      const from = (await stat(log)).size
      await act()
      return parsePlans(await readFrom(log, from))
    },
  }
}

async function readFrom(file: string, position: number): Promise<string> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const { buffer } = await handle.read(Buffer.alloc(size - position), 0, size - position, position)
    return buffer.toString('utf8')
  } finally {
    await handle.close()
  }
}

/** An entry of the log begins a line; what belongs to it follows after a tab. */
const PLAN = /LOG: {2}duration: [\d.]+ ms {2}plan:\n((?:\t.*\n?)+)/g

function parsePlans(log: string): CarriedOut[] {
  return [...log.matchAll(PLAN)].map(([, text = '']) => {
    const plan = JSON.parse(text) as { 'Query Text': string; Plan: Node }
    const nodes = allNodes(plan.Plan)
    return {
      text: plan['Query Text'].replace(/\s+/g, ' ').trim(),
      scanned: nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'] ?? ''),
      rowsRead: nodes.reduce((sum, node) => sum + rowsOf(node), 0),
    }
  })
}

function allNodes(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(allNodes)]
}

/** Only what reads a table counts; an average over the loops comes with a fraction. */
function rowsOf(node: Node): number {
  if (node['Relation Name'] === undefined || !node['Node Type'].includes('Scan')) return 0
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return Math.round(((node['Actual Rows'] ?? 0) + removed) * (node['Actual Loops'] ?? 1))
}
