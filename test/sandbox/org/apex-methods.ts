import { callService, findInService, type NamedCredential, readTextOfService } from './apex-callout.ts'
import { findAccounts, isShared } from './apex-sharing.ts'
import { isObject } from './http.ts'
import type { Persona } from './lightning-personas.ts'
import { LATEST } from './record-store.ts'
import type { Table } from './tables.ts'

/** What a running Apex method knows: its user, the org's records, and the way to the service. */
export interface ApexContext {
  persona: Persona
  credential: NamedCredential
  records: Table
  accounts: Table
  users: Table
  assignments: Table
  groups: Table
}

export type Parameters = Readonly<Record<string, string | null | undefined>>

const ORG_DOMAIN = 'northwind.sandbox.example'
const MOST_ACCOUNTS_FOUND = 10
const WITHOUT_DOCUMENTS = {
  total: 0,
  byState: {},
  outOfScope: {},
  verifiedBytes: 0,
  needsAttention: 0,
  lastActivityAt: null,
}

/** Tells whether a persona has the permission set Doclift_All_Accounts, which is not part of Viewer. */
export function canSeeAllAccounts(persona: Persona): boolean {
  return persona !== 'viewer' && persona !== 'nobody'
}

/** The methods that do more than passing a request on, by class and method. */
export const APEX_METHODS: Readonly<Record<string, (context: ApexContext, given: Parameters) => Promise<unknown>>> = {
  'DocliftWhoController.whoAmI': whoAmI,
  'DocliftFailureController.readFailures': (context) => readFailures(context, '/v1/failures'),
  'DocliftFailureController.readRunFailures': (context, { runId }) =>
    readFailures(context, `/v1/runs/${encodeURIComponent(runId ?? '')}/failures`),
  'DocliftAccountController.searchAccounts': searchAccounts,
  'DocliftReportController.createDownload': createDownload,
  'DocliftRecordController.readReceipt': readReceipt,
  'DocliftSetupController.countPeople': countPeople,
  'DocliftPreflightController.readPreflight': readPreflight,
  'DocliftPreflightController.checkOrg': checkOrg,
}

async function whoAmI({ credential, persona }: ApexContext): Promise<unknown> {
  const who = await callService(credential, { method: 'GET', path: '/v1/whoami' })
  return { ...who, canSeeAllAccounts: canSeeAllAccounts(persona), orgDomain: ORG_DOMAIN }
}

/** A group stays where its example is hidden, for its numbers name nobody. */
async function readFailures({ credential, records, persona }: ApexContext, path: string): Promise<unknown> {
  const answer = await callService(credential, { method: 'GET', path })
  const groups = Array.isArray(answer.items) ? answer.items.filter(isObject) : []
  const items = groups.map((group) => {
    const recordId = isObject(group.example) ? String(group.example.recordId) : ''
    return isShared(records, recordId, persona) ? group : { ...group, example: null }
  })
  return { ...answer, items }
}

async function searchAccounts({ accounts, credential }: ApexContext, { text }: Parameters): Promise<unknown> {
  const items: unknown[] = []
  for (const { id, name } of findAccounts(accounts, text ?? '', MOST_ACCOUNTS_FOUND)) {
    const known = await findInService(credential, `/v1/accounts/${id}`)
    items.push(known ?? { accountId: id, name, ...WITHOUT_DOCUMENTS })
  }
  return { items }
}

async function createDownload({ credential }: ApexContext, given: Parameters): Promise<unknown> {
  const { requestJson, idempotencyKey } = given
  const download = await callService(credential, {
    method: 'POST',
    path: '/v1/downloads',
    body: requestJson ?? undefined,
    idempotencyKey: idempotencyKey ?? undefined,
  })
  return { ...download, url: `${credential.serviceUrl}${download.url}` }
}

async function readReceipt({ credential }: ApexContext, { recordId }: Parameters): Promise<unknown> {
  return await readTextOfService(credential, `/v1/records/${encodeURIComponent(recordId ?? '')}/receipt`)
}

/** Active users of each permission set group whose assignment has not expired. */
async function countPeople({ users, assignments, groups }: ApexContext): Promise<unknown> {
  const active = new Set(rowsOf(users).flatMap(({ Id, IsActive }) => (IsActive === true ? [Id] : [])))
  const counts = rowsOf(groups).map(({ Id, DeveloperName }) => {
    const held = rowsOf(assignments).filter(
      ({ PermissionSetGroupId, AssigneeId, ExpirationDate }) =>
        PermissionSetGroupId === Id && active.has(AssigneeId ?? null) && Number(ExpirationDate ?? LATEST) > Date.now(),
    )
    return [String(DeveloperName), held.length] as const
  })
  return Object.fromEntries(counts)
}

async function readPreflight({ credential }: ApexContext): Promise<unknown> {
  return (await findInService(credential, '/v1/preflight')) ?? null
}

/** Counts in system mode; a viewer gets no count. */
async function checkOrg({ credential, persona, records }: ApexContext, given: Parameters): Promise<unknown> {
  const countInOrg = persona === 'viewer' ? null : countVisible(records)
  const body = JSON.stringify({ countInOrg })
  const { idempotencyKey } = given
  return await callService(credential, {
    method: 'POST',
    path: '/v1/preflight',
    body,
    idempotencyKey: idempotencyKey ?? undefined,
  })
}

function countVisible(table: Table): number {
  let count = 0
  for (let position = 0; position < table.size; position += 1) if (table.isVisible(position, LATEST)) count += 1
  return count
}

function rowsOf(table: Table) {
  const positions = Array.from({ length: table.size }, (_, position) => position)
  return positions
    .filter((position) => table.isVisible(position, LATEST))
    .map((position) => table.row(position, LATEST))
}
