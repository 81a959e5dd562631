import type { Behaviour } from '../../domain/errors.ts'

/** What was refused as the table sees it. */
export interface Refused {
  /** A whole request, or one row of a write. */
  where: 'request' | 'row'
  /** Of the answer; 200 for a row. */
  status: number
  /** Salesforce's own word. */
  errorCode: string
  message: string
}

/** One line of the table: what it holds for (what is absent always holds), and what it means. */
export interface RefusalRule {
  where: Refused['where']
  /** From and to, both included. */
  statuses?: readonly [number, number]
  errorCodes?: readonly string[]
  words?: RegExp
  behaviour: Behaviour
  /** Code of the error; a row keeps Salesforce's own. */
  code?: string
  /** All tries together, of those who try again and where a few must do; afterwards the error is fatal. */
  mostTries?: number
  /**
   * What an administrator reads.
   * @param said status, code and words of the answer
   */
  sentence?: (said: string) => string
}

/** How an answer is named that is a page instead of the API's JSON. */
export const HTML_PAGE = 'an HTML page'

/**
 * What Salesforce's refusals mean (salesforce-platform.md 1.6), the first line that holds. One code, REQUEST_LIMIT_EXCEEDED,
 * has two meanings: a moment's crowd or a day's end; only the words tell them apart.
 */
export const REFUSALS: readonly RefusalRule[] = [
  {
    where: 'request',
    statuses: [401, 401],
    behaviour: 'fatal',
    code: 'salesforce.unauthorised',
    sentence: (said) =>
      `Salesforce refused the session, also after a new login (${said}). Check that the integration user is active and may use the API, then resume the run.`,
  },
  {
    where: 'request',
    errorCodes: ['REQUEST_LIMIT_EXCEEDED'],
    words: /concurrent/i,
    behaviour: 'transient',
    code: 'salesforce.concurrent-limit',
    sentence: (said) =>
      `The org has too many long requests running at once (${said}). Doclift waits and tries again; if it stays so, look at the other integrations.`,
  },
  {
    where: 'request',
    errorCodes: ['REQUEST_LIMIT_EXCEEDED'],
    behaviour: 'fatal',
    code: 'salesforce.daily-limit',
    sentence: (said) =>
      `The org's API requests of the last 24 hours are used up (${said}). If that happens often, ask Salesforce for a higher limit.`,
  },
  {
    where: 'request',
    errorCodes: ['QUERY_TIMEOUT'],
    behaviour: 'fatal',
    code: 'salesforce.query-timeout',
    mostTries: 3,
    sentence: (said) =>
      `Salesforce gave up on a query because it took too long, and Doclift has no smaller one to ask instead (${said}). Resume the run when the org has less to do; if it stays so, ask Salesforce support about the indexes of the object.`,
  },
  {
    where: 'request',
    statuses: [500, 500],
    errorCodes: ['UNKNOWN_EXCEPTION'],
    behaviour: 'transient',
    code: 'salesforce.unknown-exception',
    mostTries: 4,
    sentence: (said) =>
      `Salesforce failed with an error of its own (${said}). Resume the run; if it fails again, give Salesforce support the error id.`,
  },
  {
    where: 'request',
    statuses: [410, 410],
    behaviour: 'fatal',
    code: 'salesforce.api-version',
    sentence: apiVersionSentence,
  },
  {
    where: 'request',
    statuses: [400, 404],
    errorCodes: ['InvalidVersion', 'UNSUPPORTED_API_VERSION'],
    behaviour: 'fatal',
    code: 'salesforce.api-version',
    sentence: apiVersionSentence,
  },
  ...[[500, 599] as const, [429, 429] as const, [408, 408] as const, [200, 299] as const].map(unavailable),
  {
    where: 'request',
    statuses: [400, 499],
    words: new RegExp(`^the answer was ${HTML_PAGE}`),
    behaviour: 'transient',
    code: 'salesforce.unexpected-page',
    mostTries: 4,
    sentence: (said) =>
      `Expected an answer of Salesforce, got one of something in front of it (${said}). Check SALESFORCE_LOGIN_URL, and the proxy if there is one, then resume the run.`,
  },
  {
    where: 'request',
    statuses: [403, 403],
    behaviour: 'fatal',
    code: 'salesforce.bad-request',
    sentence: (said) =>
      `Salesforce does not let the integration user do this (${said}). Check that it may use the API, and read and change the documents, then resume the run.`,
  },
  {
    where: 'request',
    statuses: [409, 409],
    behaviour: 'fatal',
    code: 'salesforce.bad-request',
    sentence: (said) =>
      `Salesforce refused the request because something else is in its way (${said}). No setting mends that. Resume the run; if it comes again, keep a support bundle and look for a newer Doclift.`,
  },
  {
    where: 'request',
    behaviour: 'fatal',
    code: 'salesforce.bad-request',
    sentence: (said) =>
      `Salesforce refused the request with ${said}. Check the object and field names in the settings and what the integration user may see.`,
  },
  { where: 'row', errorCodes: ['UNABLE_TO_LOCK_ROW'], behaviour: 'transient' },
  {
    where: 'row',
    // A trigger or flow that met a lock reports its own code with the lock's inside.
    errorCodes: ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'],
    words: /UNABLE_TO_LOCK_ROW/,
    behaviour: 'transient',
  },
  { where: 'row', behaviour: 'permanent' },
]

/** The line of the table that a refusal falls under. */
export function ruleFor(refused: Refused): RefusalRule {
  const rule = REFUSALS.find((candidate) => holdsFor(candidate, refused))
  if (rule === undefined) throw new RangeError(`No line of the table holds for a refused ${refused.where}.`)
  return rule
}

/** How often an error of this code is tried, the first time included; undefined when the reader's own rules decide. */
export function mostTriesOf(code: string): number | undefined {
  return REFUSALS.find((rule) => rule.code === code)?.mostTries
}

function holdsFor({ where, statuses, errorCodes, words }: RefusalRule, refused: Refused): boolean {
  const [from, to] = statuses ?? [0, Number.POSITIVE_INFINITY]
  if (where !== refused.where || refused.status < from || refused.status > to) return false
  return (errorCodes?.includes(refused.errorCode) ?? true) && (words?.test(refused.message) ?? true)
}

function unavailable(statuses: readonly [number, number]): RefusalRule {
  return {
    where: 'request',
    statuses,
    behaviour: 'transient',
    code: 'salesforce.unavailable',
    sentence: (said) =>
      `Expected a result from Salesforce, got ${said}. Doclift tries again; if it stays so, look at status.salesforce.com.`,
  }
}

function apiVersionSentence(said: string): string {
  return `Salesforce no longer serves this version of its API (${said}). Set SALESFORCE_API_VERSION to one that the org lists under /services/data, then resume the run.`
}
