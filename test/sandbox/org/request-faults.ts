import { ApiError } from './errors.ts'
import type { HowOften } from './faults.ts'

/** What every fault of a whole request can be limited to. */
interface OfRequests extends HowOften {
  /** Path from its beginning; every path that the fault makes sense for when absent. */
  pathPrefix?: string
}

/** Refuses a whole request in front of its resource, with Salesforce's own words. */
export type RequestFault = OfRequests & ({ name: keyof typeof ANSWERS } | ({ name: 'request-refused' } & RefusedWith))

interface RefusedWith {
  status: number
  errorCode: string
  message: string
}

const ANSWERS = {
  'invalid-session': { status: 401, errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' },
  'concurrent-requests-exceeded': {
    status: 403,
    errorCode: 'REQUEST_LIMIT_EXCEEDED',
    message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
  },
  'query-timeout': {
    status: 400,
    errorCode: 'QUERY_TIMEOUT',
    message: 'Your query request was running for too long.',
  },
  'server-unavailable': { status: 503, errorCode: 'SERVER_UNAVAILABLE', message: 'Server too busy' },
  'unknown-exception': {
    status: 500,
    errorCode: 'UNKNOWN_EXCEPTION',
    message: 'An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345',
  },
} satisfies Record<string, RefusedWith>

/** Where the org runs a query inside the request, unless it is an update; a Bulk job runs its own later. */
const QUERIES = /^\/services\/data\/v[\d.]+\/(query|composite\/sobjects|sobjects\/\w+\/deleted)\b/

export function isRequestFault(fault: { name: string }): fault is RequestFault {
  return fault.name === 'request-refused' || Object.hasOwn(ANSWERS, fault.name)
}

/** True when the fault is for such requests. */
export function isForRequest({ name, pathPrefix }: RequestFault, method: string | undefined, path: string): boolean {
  if (pathPrefix !== undefined) return path.startsWith(pathPrefix)
  return name !== 'query-timeout' || (QUERIES.test(path) && method !== 'PATCH')
}

/** The answer that a fault makes of a request. */
export function refusalBy(fault: RequestFault): ApiError {
  const { status, errorCode, message } = fault.name === 'request-refused' ? fault : ANSWERS[fault.name]
  return new ApiError(status, errorCode, message)
}
