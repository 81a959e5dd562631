import { type Callout, callService, callTagged } from './apex-callout.ts'
import { APEX_DOUBLES, type ApexDouble, type ApexRequest } from './apex-doubles.ts'
import { APEX_METHODS, type ApexContext, canSeeAllAccounts, type Parameters } from './apex-methods.ts'
import { addNames } from './apex-names.ts'
import { ApexProblem } from './apex-problem.ts'
import { isShared } from './apex-sharing.ts'
import { isObject } from './http.ts'
import { locate } from './tables.ts'

const LISTS_ALL_ACCOUNTS = 'DocliftAccountController.listAccounts'

/** Finds the double of `Class.method`. */
export function findDouble(name: string): ApexDouble | undefined {
  return APEX_DOUBLES.find((double) => nameOf(double) === name)
}

/**
 * Runs an Apex method as its double.
 * @throws ApexProblem as the method would throw it, TypeError for parameters the method does not have
 */
export async function runApex(double: ApexDouble, given: Record<string, unknown>, context: ApexContext) {
  const parameters = checkParameters(double, given)
  requireAccess(double, parameters, context)
  const method = APEX_METHODS[nameOf(double)]
  if (method !== undefined) return await method(context, parameters)
  const request = double.request as ApexRequest
  const call = request.isTagged ? callTagged : callService
  const answer = await call(context.credential, formatCallout(request, parameters))
  const seen = double.hidesAccounts === true ? hideAccounts(answer, context) : answer
  if (double.hasNames === true) return addNames(seen, context.users)
  return double.isFiltered === true ? keepVisible(seen, context) : seen
}

function nameOf(double: ApexDouble): string {
  return `${double.class}.${double.method}`
}

function checkParameters({ parameters, ...double }: ApexDouble, given: Record<string, unknown>): Parameters {
  for (const [name, value] of Object.entries(given)) {
    if (!parameters.includes(name))
      throw new TypeError(`${nameOf({ parameters, ...double })} has no parameter ${name}.`)
    if (value !== null && typeof value !== 'string') throw new TypeError(`The parameter ${name} is not a text.`)
  }
  return given as Parameters
}

function requireAccess(double: ApexDouble, given: Parameters, { persona, records, accounts }: ApexContext): void {
  if (persona === 'nobody') throw refuse(403, 'app.no-permission', 'You have no permission set group of Doclift.')
  if (nameOf(double) === LISTS_ALL_ACCOUNTS && !canSeeAllAccounts(persona)) {
    throw refuse(403, 'app.no-all-accounts', 'You may not list all Accounts.')
  }
  const { kind, parameter = '' } = double.requires ?? {}
  const id = given[parameter] ?? ''
  if (kind === 'record' && !isShared(records, id, persona)) {
    throw refuse(404, 'record.not-found', 'There is no such document, or you may not see it.')
  }
  if (kind === 'account' && locate(accounts, id) === undefined) {
    throw refuse(404, 'account.not-found', 'There is no such Account, or you may not see it.')
  }
}

function refuse(status: number, code: string, detail: string): ApexProblem {
  return new ApexProblem({ status, code, detail })
}

function formatCallout({ method, path, body, ifMatch }: ApexRequest, given: Parameters): Callout {
  return {
    method,
    path: fillPath(path, given),
    body: formatBody(body, given),
    idempotencyKey: given.idempotencyKey ?? undefined,
    ifMatch: (ifMatch && given[ifMatch]) ?? undefined,
  }
}

function fillPath(path: string, given: Parameters): string {
  return path
    .replace(/\{&(\w+)(?::(\w+))?\}/g, (_, query: string, name = query) =>
      given[name] ? `&${query}=${encodeURIComponent(given[name])}` : '',
    )
    .replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given[name] ?? ''))
}

function formatBody(body: ApexRequest['body'], given: Parameters): string | undefined {
  if (body === undefined) return undefined
  if (typeof body === 'string') return given[body] ?? undefined
  return JSON.stringify(body, (_, value: unknown) => (typeof value === 'string' ? fillText(value, given) : value))
}

/** A text that is a place for a parameter becomes that parameter. */
function fillText(text: string, given: Parameters): string | null {
  const name = /^\{(\w+)\}$/.exec(text)?.[1]
  return name === undefined ? text : (given[name] ?? null)
}

function hideAccounts(run: Record<string, unknown>, { persona, accounts }: ApexContext): Record<string, unknown> {
  if (!Array.isArray(run.largestAccounts) || canSeeAllAccounts(persona)) return run
  const largestAccounts = run.largestAccounts
    .filter(isObject)
    .map((account) =>
      locate(accounts, String(account.accountId)) === undefined
        ? { ...account, accountId: null, accountName: null }
        : account,
    )
  return { ...run, largestAccounts }
}

function keepVisible(page: Record<string, unknown>, { records, persona }: ApexContext): Record<string, unknown> {
  const items = Array.isArray(page.items) ? page.items.filter(isObject) : []
  const kept = items.filter(({ recordId }) => isShared(records, String(recordId), persona))
  return { ...page, items: kept, hidden: items.length - kept.length }
}
