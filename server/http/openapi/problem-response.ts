import { STATUS_CODES } from 'node:http'
import { documentedStatus, meaningOf } from '../error-codes.ts'
import { describeStatus } from '../schemas/problem.ts'

const EXAMPLE_REQUEST_ID = 'nightly-2026-03-01'

const RETRY_AFTER = { 'retry-after': { $ref: '#/components/headers/RetryAfter' } }
const HEADERS_OF_STATUS: Readonly<Record<number, Record<string, object>>> = {
  401: { 'www-authenticate': { $ref: '#/components/headers/WwwAuthenticate' } },
  409: RETRY_AFTER,
  429: RETRY_AFTER,
  503: RETRY_AFTER,
}

/** Facts that an example would lack without them. */
const EXTRAS: Readonly<Record<string, object>> = {
  'api.invalid-request': { errors: [{ pointer: '/query/limit', detail: 'must be <= 200' }] },
  'run.records-owned': { ownerRunId: '0197f39e-2a44-7b10-8f6d-5c0b9e1d3a70', ownerNumber: 14, records: 3 },
  'gate.refused': {
    gate: {
      outcome: 'refused',
      lines: [
        {
          item: 'tracking.success-rate',
          outcome: 'failed',
          sentence: '80 % are copied and checked; more than 95 % are needed.',
        },
      ],
    },
  },
}

/**
 * The documented response of one error status.
 * @param codes all of the same status, at least one
 * @param examplePath an address of the operation, shown as `instance`
 */
export function problemOf(codes: readonly string[], examplePath: string) {
  const status = documentedStatus(codes[0] ?? '')
  return {
    description: [describeStatus(status), ...codes.map(describeCode)].join('\n'),
    ...(HEADERS_OF_STATUS[status] ? { headers: HEADERS_OF_STATUS[status] } : {}),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code, status, examplePath) }])),
      },
    },
    'x-codes': codes,
  }
}

function describeCode(code: string): string {
  const meaning = meaningOf(code)
  return `- \`${code}\`: ${meaning ? `${meaning.means} ${meaning.next}` : ''}`
}

function exampleOf(code: string, status: number, instance: string) {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: meaningOf(code)?.means ?? '',
    code,
    instance,
    requestId: EXAMPLE_REQUEST_ID,
    ...EXTRAS[code],
  }
}
