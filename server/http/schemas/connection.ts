import { Type } from 'typebox'
import { CONNECTION_NAMES } from '../../operations/diagnostics/finding.ts'
import { dateTime, named, nullable } from './shared.ts'

export const ConnectionSchema = Type.Object({
  name: Type.Enum(CONNECTION_NAMES),
  status: Type.Enum(['ok', 'failing', 'unknown'], { description: 'unknown: it cannot be told from here.' }),
  sentence: Type.String({ description: 'What was found.' }),
  advice: nullable('string', { description: 'What to do, who does it, and where; null when it works.' }),
  facts: Type.Unsafe<Record<string, string | number | null>>({
    type: 'object',
    additionalProperties: { type: ['string', 'number', 'null'] },
    description: 'For machines: ids, counts, the code of an error.',
  }),
  checkedAt: dateTime('When it was looked at; at most ten seconds ago.'),
  durationMs: Type.Integer({ minimum: 0 }),
})

export const ConnectionsSchema = named(
  'Connections',
  Type.Object(
    { items: Type.Array(ConnectionSchema) },
    {
      description: 'What the service is connected to, looked at now.',
      examples: [
        {
          items: [
            {
              name: 'org',
              status: 'ok',
              sentence: 'Logged in to sandbox org 00D000000000001EAA. 1204 of 100000 API requests of a day are used.',
              advice: null,
              facts: { orgId: '00D000000000001EAA', environment: 'sandbox', apiUsed: 1204, apiAllowed: 100000 },
              checkedAt: '2026-03-01T12:00:00.000Z',
              durationMs: 143,
            },
            {
              name: 'vendor',
              status: 'failing',
              sentence: 'No answer came within 5 seconds.',
              advice:
                'An operator: check SOURCES and the VENDOR_ and SOURCE_ settings of what it names. If they are right, ask the vendor for a new token.',
              facts: {},
              checkedAt: '2026-03-01T12:00:00.000Z',
              durationMs: 5001,
            },
          ],
        },
      ],
    },
  ),
)
