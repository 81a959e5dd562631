import { randomUUID } from 'node:crypto'
import type { GateDecision } from '../../server/domain/gate/gate.ts'
import type { Run, RunCounts, RunLimits, Scope } from '../../server/domain/run/run.ts'
import type { Overview } from '../../server/ports/tracking/reads.ts'

export interface RunDetail extends Run {
  counts: RunCounts
  gate: GateDecision | null
}

export interface PlanRow {
  recordId: string
  old: string | null
  new: string | null
  reason: string | null
}

/** A refusal of the API: its stable code and its sentence. */
export class ApiRefusal extends Error {
  readonly code: string
  readonly status: number

  constructor(status: number, code: string, detail: string) {
    super(detail)
    this.code = code
    this.status = status
  }
}

/** The REST API as any automation calls it: a token, JSON, an Idempotency-Key on every act. */
export class DocliftApi {
  readonly #baseUrl: string
  readonly #token: string

  constructor(baseUrl: string, token: string) {
    this.#baseUrl = baseUrl
    this.#token = token
  }

  overview(): Promise<Overview> {
    return this.#get('/v1/overview')
  }

  run(runId: string): Promise<RunDetail> {
    return this.#get(`/v1/runs/${runId}`)
  }

  /** All runs of an operation, newest first. */
  async runs(operation: string): Promise<Run[]> {
    const found: Run[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const page: { items: Run[]; nextCursor: string | null } = await this.#get(
        `/v1/runs?operation=${operation}&limit=200${after}`,
      )
      found.push(...page.items)
      cursor = page.nextCursor
    }
    return found
  }

  async firstRecord(state: string, accountId?: string): Promise<string | undefined> {
    const account = accountId ? `&accountId=${accountId}` : ''
    const page = await this.#get<{ items: { recordId: string }[] }>(`/v1/records?limit=1&state=${state}${account}`)
    return page.items[0]?.recordId
  }

  record(recordId: string): Promise<{ state: string | null; accountId: string | null }> {
    return this.#get(`/v1/records/${recordId}`)
  }

  async accounts(): Promise<{ accountId: string; name: string; byState: Record<string, number> }[]> {
    return (await this.#get<{ items: [] }>('/v1/accounts?limit=200')).items
  }

  startRun(operation: string, scope: Scope, limits: RunLimits = {}): Promise<Run> {
    return this.#post('/v1/runs', { operation, scope, limits })
  }

  approve(runId: string, planHash: string): Promise<Run> {
    return this.#post(`/v1/runs/${runId}/approve`, { planHash })
  }

  rollBack(recordId: string): Promise<Run> {
    return this.#post(`/v1/records/${recordId}/rollback`)
  }

  /** One gauge of `/metrics`, by name. */
  async metric(name: string): Promise<number | undefined> {
    const text = await (await this.#send('/metrics', {})).text()
    const line = text.split('\n').find((row) => row.startsWith(`${name} `))
    return line === undefined ? undefined : Number(line.slice(name.length + 1))
  }

  async #get<T>(path: string): Promise<T> {
    return (await (await this.#send(path, {})).json()) as T
  }

  async #post<T>(path: string, body?: object): Promise<T> {
    const headers = { 'idempotency-key': randomUUID(), ...(body ? { 'content-type': 'application/json' } : {}) }
    const answer = await this.#send(path, { method: 'POST', headers, body: body ? JSON.stringify(body) : null })
    return (await answer.json()) as T
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.#token}` }
    const answer = await fetch(this.#baseUrl + path, { ...init, headers })
    if (answer.ok) return answer
    const problem = (await answer.json()) as { code: string; detail: string }
    throw new ApiRefusal(answer.status, problem.code, problem.detail)
  }
}
