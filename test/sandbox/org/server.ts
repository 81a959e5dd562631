import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { listenOnLoopback } from '../steady-port.ts'
import { createListener } from './api.ts'
import { createControl, type OrgControl } from './control.ts'
import { FaultBoard } from './faults.ts'
import { formatId } from './ids.ts'
import { type InboundKey, listInboundKeys } from './inbound-tokens.ts'
import { openKeys } from './keys.ts'
import { Lightning } from './lightning.ts'
import { limitsRoutes } from './limits.ts'
import { integrationUser } from './people.ts'
import { Sessions } from './sessions.ts'
import { type OrgState, openState } from './state.ts'
import { Usage } from './usage.ts'
import { type OrgWork, startWork } from './work.ts'

export type { OrgControl } from './control.ts'
export type { Fault } from './faults.ts'
export type { InboundKey, TokenRequest } from './inbound-tokens.ts'
export type { PagesSource } from './lightning.ts'
export { integrationUser, people, type Role } from './people.ts'

export interface OrgOptions {
  catalogue: Catalogue
  /** The org keeps everything it must remember in the folder `org` in here. */
  home: string
  /** 0, any free port, when absent. */
  port?: number
  /** 18 characters; one of `orgIds`, the first when absent. */
  orgId?: string
  /** True when absent. */
  isSandbox?: boolean
  /** From closing a job to its first row, and from creating a query job to its result; 50 when absent. */
  jobDelayMs?: number
  /** Length of `Document__c`; 255 when absent, as a URL field has it. */
  fieldLength?: number
  /** Daily API requests; 5,000,000 when absent, as a full sandbox has them. */
  apiLimit?: number
  /** API name of the document object; `DocListEntry__c`, with the namespace, when absent. */
  objectName?: string
  /** Namespace of the package that brought the document object and its fields; none when absent. */
  namespace?: string
}

export interface OrgHandle {
  url: string
  clientId: string
  clientSecret: string
  clientPrivateKeyFile: string
  integrationUsername: string
  orgId: string
  /** API name of the field with the URL. */
  urlField: string
  inboundKeys: InboundKey[]
  control: OrgControl
  stop(): Promise<void>
}

/** The ids of two orgs: one to work with, and another that must be told from it. */
export const orgIds: readonly [string, string] = [formatId('00DMx0', 1), formatId('00DMx0', 2)]

/**
 * Starts the stand-in for a Salesforce org on 127.0.0.1. With the same home and catalogue it is the same org again:
 * records, jobs, keys and the client's secret survive; sessions do not.
 */
export async function startOrg(options: OrgOptions): Promise<OrgHandle> {
  const { catalogue, home, port = 0, orgId = orgIds[0], isSandbox = true, jobDelayMs = 50 } = options
  const { fieldLength = 255, apiLimit = 5_000_000, namespace } = options
  const prefix = namespace === undefined ? '' : `${namespace}__`
  const objectName = options.objectName ?? `${prefix}DocListEntry__c`
  const folder = join(home, 'org')
  const keys = await openKeys(join(folder, 'keys'))
  const faults = new FaultBoard()
  const state = openState({ catalogue, folder, orgId, isSandbox, objectName, fieldLength, prefix, faults })
  const sessions = new Sessions(orgId)
  const usage = new Usage(apiLimit, faults)
  const { server, baseUrl } = await listen(port)
  const work = startWork(state, jobDelayMs)
  const issuer = { keys, sessions, orgId, isSandbox, baseUrl }
  const routes = [...work.routes, ...limitsRoutes(usage, state.writer.sideEffects)]
  const lightning = new Lightning(state, issuer)
  server.on('request', lightning.before(createListener({ routes, sessions, usage, faults, tokenEndpoint: issuer })))
  return {
    url: baseUrl,
    clientId: keys.clientId,
    clientSecret: keys.clientSecret,
    clientPrivateKeyFile: keys.client.file,
    integrationUsername: integrationUser.username,
    orgId,
    urlField: state.setup.urlField,
    inboundKeys: listInboundKeys(issuer),
    control: createControl({ ...state, sessions, usage, faults, issuer, lightning }),
    stop: () => stop(server, work, state),
  }
}

async function listen(port: number): Promise<{ server: Server; baseUrl: string }> {
  const server = createServer()
  const chosen = await listenOnLoopback(server, port)
  return { server, baseUrl: `http://127.0.0.1:${chosen}` }
}

async function stop(server: Server, work: OrgWork, state: OrgState): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await Promise.all([closed, work.stop()])
  state.journal.close()
}
