import type pg from 'pg'
import { expect } from 'vitest'
import type { FatalError } from '../../server/domain/errors.ts'
import type { Context } from '../../server/operations/context.ts'
import { workBatch } from '../../server/operations/work-batch.ts'
import type { OrgReader, OrgWriter } from '../../server/ports/salesforce-org.ts'
import type { Draws } from '../sandbox/catalogue/draws.ts'
import { integrationUser } from '../sandbox/org/server.ts'
import type { TestInstallation } from '../support/installation.ts'
import { answer, type Held, hangUp, type Network, openNetwork, sendOn } from './network.ts'
import { type SteppedTime, steppedTime, type WorkerClock } from './stepped-clock.ts'

/** What a round is played with. */
export interface Table {
  doclift: TestInstallation
  context: Context
  ledger: pg.Client
  openOrg(url: string, clock: WorkerClock): OrgReader & OrgWriter & { close(): Promise<void> }
}

/** A worker at a batch: the first one, or one that took over while others may still be on their way. */
interface Worker {
  number: number
  network: Network
  clock: WorkerClock
  isDone: boolean
  /** It stands still: what it sent stays where it is while others go on. */
  isFrozen: boolean
  /** What its last reading found, by record. */
  lastRead: Map<string, string | null>
  end(): Promise<void>
}

interface Item {
  recordId: string
  expected: string | null
  target: string | null
}

const STEPS = 60
const MOST_WORKERS = 3
/** Above and below the deadline of a call, and so that a doubt ends in several steps. */
const TIMES_PASSED = [1_000, 20_000, 130_000]
const STREAM = { action: 1, pick: 2, record: 3, value: 4, time: 5 } as const
/** What may end a worker: somebody took its batch, or a passing reason for which its batch is given out again. */
const ALLOWED_ENDS = ['batch.fence-lost', 'batch.items-unknown']
const REST = new Set(['collections', 'record'])

/** One batch, played with workers, zombies, an editor, lost and late requests, in an order that is drawn. */
export class Round {
  readonly trace: string[] = []
  readonly #table: Table
  readonly #draws: Draws
  readonly #time: SteppedTime = steppedTime()
  readonly #workers: Worker[] = []
  /** Requests whose workers gave up, that may still reach the org. */
  #late: Held[] = []
  #violations: string[] = []
  #drawn = 0
  readonly #batchId: string
  readonly #items: ReadonlyMap<string, Item>
  readonly #edited = new Set<string>()

  constructor(table: Table, draws: Draws, batchId: string, items: readonly Item[]) {
    this.#table = table
    this.#draws = draws
    this.#batchId = batchId
    this.#items = new Map(items.map((item) => [item.recordId, item]))
  }

  /** Plays to the end: the batch is done, no request is on its way, and org and ledger agree. */
  async play(): Promise<void> {
    try {
      await this.#startWorker()
      for (let step = 0; step < STEPS && !(await this.#isOver()); step += 1) await this.#step()
      for (let turn = 0; !(await this.#isOver()); turn += 1) await this.#comeToAnEnd(turn)
      await this.#judge()
      expect(this.#violations, this.trace.join('\n')).toEqual([])
    } finally {
      await Promise.all(this.#workers.map((worker) => worker.end()))
    }
  }

  async #step(): Promise<void> {
    const held = this.#held()
    const some = held[this.#integer(STREAM.pick) % Math.max(1, held.length)]
    const fraction = this.#fraction(STREAM.action)
    if (fraction < 0.06) await this.#edit()
    else if (fraction < 0.16) await this.#takeOver()
    else if (fraction < 0.2) this.#thaw()
    else if (fraction < 0.26) await this.#advance(TIMES_PASSED[this.#integer(STREAM.time) % TIMES_PASSED.length] ?? 0)
    else if (fraction < 0.32 && this.#late.length > 0) await this.#arrive(this.#late.shift() as Held)
    else if (some === undefined) await this.#goOn()
    else if (fraction < 0.37) await this.#lose(some)
    else if (fraction < 0.4) await this.#drop(some)
    else if (fraction < 0.55 && some.kind !== 'read') await this.#delay(some)
    else await this.#forward(some)
  }

  /** Nobody waits for the network: time passes for those who sleep, or somebody comes for what is left. */
  async #goOn(): Promise<void> {
    const isSomebodyThere = this.#workers.some((worker) => !worker.isDone && !worker.isFrozen)
    if (isSomebodyThere || this.#integer(STREAM.time) % 2 === 0) return this.#advance(20_000)
    await this.#startWorker()
  }

  /** Everybody gets through, what is late arrives, and a worker is there for as long as there is work. */
  async #comeToAnEnd(turn: number): Promise<void> {
    if (turn > 400) throw new Error(`The round does not end:\n${this.trace.join('\n')}`)
    const [first] = this.#held()
    if (first !== undefined) return this.#forward(first)
    const late = this.#late.shift()
    if (late !== undefined) return this.#arrive(late)
    this.#thaw()
    if (this.#workers.every((worker) => worker.isDone)) await this.#startWorker()
    await this.#advance(20_000)
  }

  /** The usual reason for a takeover is that somebody stands still. */
  async #takeOver(): Promise<void> {
    if (this.#fraction(STREAM.pick) < 0.7) for (const worker of this.#workers) worker.isFrozen = true
    this.trace.push('a takeover')
    await this.#startWorker()
  }

  #thaw(): void {
    for (const worker of this.#workers) worker.isFrozen = false
    this.trace.push('everybody goes on')
  }

  async #startWorker(): Promise<void> {
    if (this.#workers.filter((worker) => !worker.isDone).length >= MOST_WORKERS) return
    const number = this.#workers.length + 1
    const clock = this.#time.view()
    const network = await openNetwork(this.#table.doclift.sandbox.info.org.url, number, this.#time.nowMs)
    const org = this.#table.openOrg(network.url, clock)
    const { ports } = this.#table.context
    const context = { ...this.#table.context, ports: { ...ports, clock, writer: org } }
    const stopping = new AbortController()
    const worker: Worker = { number, network, clock, isDone: false, isFrozen: false, lastRead: new Map(), end }
    this.#workers.push(worker)
    this.trace.push(`worker ${number} starts`)
    const working = workBatch(context, this.#batchId, stopping.signal).then(
      () => this.trace.push(`worker ${number} ends`),
      (error: FatalError) => this.#note(number, error),
    )
    working.finally(() => {
      worker.isDone = true
    })
    async function end() {
      stopping.abort()
      network.close()
      await org.close()
    }
  }

  #note(number: number, error: FatalError): void {
    this.trace.push(`worker ${number} ends: ${error.code}`)
    if (error.behaviour !== 'transient' && !ALLOWED_ENDS.includes(error.code)) {
      this.#violations.push(`worker ${number} would stop the run: ${error.code} ${error.message}`)
    }
  }

  /** Waits until every worker waits for the network or for the time. */
  async #settle(): Promise<void> {
    const isWaiting = ({ isDone, network, clock }: Worker) => isDone || network.held.length > 0 || clock.isAsleep()
    while (!this.#workers.every(isWaiting)) await new Promise((resolve) => setTimeout(resolve, 2))
  }

  /** Of those who do not stand still. */
  #held(): Held[] {
    return this.#workers.flatMap((worker) => (worker.isFrozen ? [] : worker.network.held))
  }

  async #forward(held: Held): Promise<void> {
    await this.#take(held, 'goes through')
    const reply = await this.#reach(held)
    if (held.kind === 'read') this.#remember(held, reply.body)
    await answer(held, reply)
  }

  async #lose(held: Held): Promise<void> {
    await this.#take(held, 'happens, its answer is lost')
    await this.#reach(held)
    hangUp(held)
  }

  async #drop(held: Held): Promise<void> {
    await this.#take(held, 'is lost on the way')
    hangUp(held)
  }

  async #delay(held: Held): Promise<void> {
    await this.#take(held, 'is given up and still on its way')
    this.#late.push(held)
    hangUp(held)
  }

  async #arrive(held: Held): Promise<void> {
    this.trace.push(`  late: ${held.kind} of worker ${held.worker}`)
    await this.#reach(held)
  }

  /** The request leaves its worker; whatever becomes of it, it must have been fit to be sent. */
  async #take(held: Held, what: string): Promise<void> {
    const { network } = this.#workers[held.worker - 1] as Worker
    const recordIds = recordsOf(held, this.#items)
    await this.#requireBeforeImages(held, recordIds)
    for (const recordId of recordIds) this.#requireCompared(held, recordId)
    network.held.splice(network.held.indexOf(held), 1)
    this.trace.push(`${held.kind} of worker ${held.worker} ${what}`)
  }

  #reach(held: Held) {
    return sendOn(this.#table.doclift.sandbox.info.org.url, held)
  }

  #remember({ worker }: Held, body: string): void {
    const rows = JSON.parse(body) as ({ Id: string; Document__c: string | null } | null)[]
    for (const row of rows) {
      if (row !== null) this.#workers[worker - 1]?.lastRead.set(row.Id, row.Document__c)
    }
  }

  /** Invariant 3, for every write that leaves. */
  async #requireBeforeImages({ kind, worker }: Held, recordIds: readonly string[]): Promise<void> {
    const { rows } = await this.#table.ledger.query(
      'select record_id from run_items join runs on runs.id = run_id where record_id = any($1) and before_image_at is null and runs.id = (select run_id from batches where id = $2)',
      [recordIds, this.#batchId],
    )
    for (const row of rows) this.#violations.push(`${kind} of worker ${worker}: ${row.record_id} has no before-image`)
  }

  /** Invariant 5: what is written was read first, by the same worker, and was what is expected. */
  #requireCompared({ kind, worker }: Held, recordId: string): void {
    const found = this.#workers[worker - 1]?.lastRead.get(recordId)
    if (found === this.#items.get(recordId)?.expected) return
    this.#violations.push(`${kind} of worker ${worker} writes ${recordId} after reading ${found}`)
  }

  async #edit(): Promise<void> {
    const ids = [...this.#items.keys()]
    const recordId = ids[this.#integer(STREAM.record) % ids.length] ?? ''
    const item = this.#items.get(recordId)
    const values = [`https://others.example/${this.#drawn}`, item?.expected ?? null, null]
    const value = values[this.#integer(STREAM.value) % values.length] ?? null
    this.#edited.add(recordId)
    this.trace.push(`somebody sets ${recordId} to ${value}`)
    await this.#table.doclift.sandbox.control.editRecord(recordId, { Document__c: value })
  }

  /** A REST write ends with its deadline for the worker, and with the doubt's end for the org. */
  async #advance(ms: number): Promise<void> {
    const { collectionsTimeoutMs, doubtMs } = this.#table.context.settings.switching
    const thenMs = this.#time.nowMs() + ms
    for (const held of this.#workers.flatMap((worker) => [...worker.network.held])) {
      if (REST.has(held.kind) && thenMs - held.atMs > collectionsTimeoutMs) await this.#delay(held)
    }
    const ending = this.#late.filter((held) => REST.has(held.kind) && thenMs - held.atMs >= doubtMs)
    this.#late = this.#late.filter((held) => !ending.includes(held))
    for (const held of ending) if (this.#fraction(STREAM.time) < 0.5) await this.#arrive(held)
    this.trace.push(`${ms / 1_000} s pass`)
    this.#time.advance(ms)
  }

  async #isOver(): Promise<boolean> {
    await this.#settle()
    if (this.#late.length > 0 || !this.#workers.every((worker) => worker.isDone)) return false
    const { rows } = await this.#table.ledger.query('select state from batches where id = $1', [this.#batchId])
    return rows[0].state === 'done'
  }

  /** Nothing is in doubt or open, each outcome is what the org holds, and nothing was written twice for nothing. */
  async #judge(): Promise<void> {
    const { rows } = await this.#table.ledger.query(
      `select item.record_id, item.outcome, item.settled_at, item.target_url, record.document_url
       from run_items as item join file_records as record using (record_id)
       where item.run_id = (select run_id from batches where id = $1) and item.left_out_reason is null`,
      [this.#batchId],
    )
    if (rows.length !== this.#items.size) this.#violations.push(`${rows.length} items of ${this.#items.size}`)
    for (const row of rows) await this.#judgeItem(row)
  }

  async #judgeItem(row: Record<string, string | null>): Promise<void> {
    const recordId = String(row.record_id)
    const { control } = this.#table.doclift.sandbox
    const writes = await control.writesOf(recordId)
    const ours = writes.filter((write) => write.byUserId === integrationUser.userId)
    const { Document__c: inOrg } = await control.readRecord(recordId)
    const isEdited = this.#edited.has(recordId)
    const say = (what: string) =>
      this.#violations.push(
        `${recordId} is ${row.outcome}: ${what}; the org holds ${inOrg}, the ledger ${row.document_url}`,
      )
    if (row.settled_at === null || row.outcome === null || row.outcome === 'in_doubt') say('it is not settled')
    if (!isEdited && ours.length > 1) say(`it was written ${ours.length} times`)
    if (!isEdited && inOrg !== row.document_url) say('the two differ')
    if (row.outcome === 'done' && ours.length === 0) say('it was never written')
    // Nothing here takes a record out of its run, so a round in which nothing is written is found.
    if (row.outcome === 'withdrawn') say('it was left out')
    const isOursAtTheEnd = writes.at(-1)?.byUserId === integrationUser.userId
    if (row.outcome !== 'done' && isOursAtTheEnd) say('our write came last')
  }

  #fraction(stream: number): number {
    this.#drawn += 1
    return this.#draws.fraction(stream, this.#drawn)
  }

  #integer(stream: number): number {
    this.#drawn += 1
    return this.#draws.integer(stream, this.#drawn)
  }
}

/** The records of a request that sets values. */
function recordsOf({ kind, path, body }: Held, items: ReadonlyMap<string, Item>): string[] {
  if (kind === 'record') return [path.slice(-18)]
  return kind === 'collections' || kind === 'upload'
    ? [...items.keys()].filter((recordId) => body.includes(recordId))
    : []
}
