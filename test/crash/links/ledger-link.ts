import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Link, Moment, Watch } from './link.ts'
import { Messages, textOf } from './messages.ts'
import { type Valve, valveOf } from './valve.ts'

interface LedgerLinkOptions {
  /** Asked at each connection, because a server that was started again may have another one. */
  upstreamPort(): number
  watch: Watch
}

/** One connection, and what is known of its transaction. */
interface Session extends LedgerLinkOptions {
  client: Socket
  server: Socket
  valve: Valve
  /** Statements of the transaction so far; undefined outside one. */
  transaction: string[] | undefined
  /** What the server works on and will answer; undefined for what is not watched. */
  atWork: string | undefined
}

/**
 * Opens a link to PostgreSQL. What is seen is what becomes durable together: a transaction when it is committed, or a statement
 * by itself.
 */
export async function openLedgerLink(options: LedgerLinkOptions): Promise<Link> {
  const listener = createServer()
  const valve = valveOf(listener)
  const servers = new Set<Socket>()
  listener.on('connection', (client: Socket) => {
    const server = connect(options.upstreamPort(), '127.0.0.1').setNoDelay(true)
    servers.add(server)
    client.setNoDelay(true)
    tie(client, server)
    carry({ ...options, client, server, valve, transaction: undefined, atWork: undefined })
    server.once('close', () => servers.delete(server))
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    name: 'ledger',
    host: `127.0.0.1:${(listener.address() as AddressInfo).port}`,
    interrupt: valve.interrupt,
    heal: valve.heal,
    async close() {
      listener.close()
      valve.interrupt('cut')
      for (const server of servers) server.destroy()
    },
  }
}

/** When one end is gone, so is the other. */
function tie(client: Socket, server: Socket): void {
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => {}).once('close', () => other.destroy())
  }
}

function carry(session: Session): void {
  const ends = { client: carryToServer(session), server: carryToClient(session) }
  for (const end of Object.values(ends)) end.catch(() => session.client.destroy())
}

async function carryToServer(session: Session): Promise<void> {
  const messages = new Messages('client')
  let unit: Buffer[] = []
  let text = ''
  for await (const bytes of session.client as AsyncIterable<Buffer>) {
    for (const message of messages.push(bytes)) {
      unit.push(message.bytes)
      text += textOf(message)
      if (isInUnit(message.type)) continue
      await session.valve.pass()
      if (!(await mayBegin(session, text))) return void session.client.destroy()
      session.server.write(Buffer.concat(unit))
      unit = []
      text = ''
    }
  }
}

/** Parse, Bind, Describe, Execute and Close go together with the Sync that ends them. */
function isInUnit(type: string): boolean {
  return type !== '' && 'PBDEC'.includes(type)
}

async function mayBegin(session: Session, text: string): Promise<boolean> {
  if (text === '') return true
  session.atWork = undefined
  if (/^(begin|start transaction)/.test(text)) session.transaction = []
  else if (/^rollback/.test(text)) session.transaction = undefined
  else if (/^commit/.test(text)) return begin(session, (session.transaction ?? []).join('; '))
  else if (session.transaction) session.transaction.push(text)
  else return begin(session, text)
  return true
}

function begin(session: Session, what: string): Promise<boolean> {
  session.transaction = undefined
  session.atWork = what
  return see(session, what, 'before')
}

function see({ watch }: Session, what: string, moment: Moment): Promise<boolean> {
  return watch({ link: 'ledger', what, moment })
}

/** The server is ready for the next statement once the one before has ended; what it committed is durable then. */
async function carryToClient(session: Session): Promise<void> {
  const messages = new Messages('server')
  for await (const bytes of session.server as AsyncIterable<Buffer>) {
    for (const message of messages.push(bytes)) {
      await session.valve.pass()
      const { atWork } = session
      if (message.type === 'Z' && atWork !== undefined) {
        session.atWork = undefined
        if (!(await see(session, atWork, 'after'))) return void session.client.destroy()
      }
      session.client.write(message.bytes)
    }
  }
}
