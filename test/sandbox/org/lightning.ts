import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { ApexContext } from './apex-methods.ts'
import { ApexProblem } from './apex-problem.ts'
import { findDouble, runApex } from './apex-runner.ts'
import { isShared } from './apex-sharing.ts'
import { html, json, type Reply, readJson, send } from './http.ts'
import { type Issuer, issueInboundToken } from './inbound-tokens.ts'
import { sendFile } from './lightning-files.ts'
import { readPersona, roleOf } from './lightning-personas.ts'
import { LATEST } from './record-store.ts'
import type { OrgState } from './state.ts'
import { findTable, locate, type Table } from './tables.ts'

/** Where the pages come from, and the service that their Apex calls. */
export interface PagesSource {
  /** The folder that `buildPages` gave. */
  folder: string
  serviceUrl: string
}

const PAGES = /^\/(?:lightning|assets|apex)(?:\/|$)/
const METHOD = /^\/apex\/(\w+\.\w+)$/
const RECORD = /^\/lightning\/records\/(\w+)$/

/** The Lightning pages of the org and the Apex behind them, once their source is known. */
export class Lightning {
  readonly #state: OrgState
  readonly #issuer: Issuer
  #source: PagesSource | undefined

  constructor(state: OrgState, issuer: Issuer) {
    this.#state = state
    this.#issuer = issuer
  }

  /** Serves pages from now on, or with another service than before. */
  serve(source: PagesSource): void {
    this.#source = source
  }

  /** Answers requests for pages itself and leaves all others to a listener. */
  before(listener: RequestListener): RequestListener {
    return (request, response) => {
      const path = new URL(request.url ?? '/', this.#issuer.baseUrl).pathname
      if (!PAGES.test(path)) listener(request, response)
      else this.#answer(request, response, path).catch(() => response.destroy())
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (!isOfThisMachine(request)) return await send(response, html(403, 'Forbidden'))
    if (this.#source === undefined) return await send(response, html(503, 'The pages of the org are not built yet'))
    if (path.startsWith('/apex/')) return await send(response, await this.#answerApex(request, path, this.#source))
    const recordId = RECORD.exec(path)?.[1]
    if (recordId !== undefined) return await send(response, this.#nameRecord(request, recordId))
    await sendFile(response, this.#source.folder, path.startsWith('/assets/') ? path : 'index.html')
  }

  async #answerApex(request: IncomingMessage, path: string, source: PagesSource): Promise<Reply> {
    if (request.method !== 'POST' || !isFromOwnPage(request)) return html(403, 'Forbidden')
    const double = findDouble(METHOD.exec(path)?.[1] ?? '')
    if (double === undefined) return json(404, { message: `The org has no method ${path}.` })
    try {
      return json(200, await runApex(double, await readJson(request), this.#contextOf(request, source)))
    } catch (error) {
      const exceptionType = error instanceof ApexProblem ? 'System.AuraHandledException' : 'System.Exception'
      return json(500, { message: (error as Error).message, exceptionType, isUserDefinedException: false })
    }
  }

  #contextOf(request: IncomingMessage, { serviceUrl }: PagesSource): ApexContext {
    const persona = readPersona(request)
    const role = roleOf(persona) ?? 'viewer'
    return {
      persona,
      credential: { serviceUrl, issueToken: () => issueInboundToken(this.#issuer, { role }) },
      records: this.#state.writer.records,
      accounts: this.#table('Account'),
      users: this.#table('User'),
      assignments: this.#table('PermissionSetAssignment'),
      groups: this.#table('PermissionSetGroup'),
    }
  }

  #table(name: string): Table {
    const table = findTable(this.#state.tables, name)
    if (table === undefined) throw new Error(`The org has no object ${name}.`)
    return table
  }

  /** The name that the platform shows above a record page. */
  #nameRecord(request: IncomingMessage, recordId: string): Reply {
    const { records } = this.#state.writer
    const accounts = this.#table('Account')
    const table = isShared(records, recordId, readPersona(request)) ? records : accounts
    const position = locate(table, recordId)
    return position === undefined ? json(404, {}) : json(200, { name: table.row(position, LATEST).Name })
  }
}

/** A name that only leads to this machine, such as of another page's own domain, is refused. */
function isOfThisMachine({ headers }: IncomingMessage): boolean {
  return /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(headers.host ?? '')
}

/** Browsers name the page that sends a POST, so no other page can act in the user's name. */
function isFromOwnPage({ headers }: IncomingMessage): boolean {
  return headers.origin === `http://${headers.host}` && /^application\/json\b/.test(headers['content-type'] ?? '')
}
