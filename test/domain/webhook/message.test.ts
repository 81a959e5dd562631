import { expect, test } from 'vitest'
import { formatMessage } from '../../../server/domain/webhook/message.ts'

const RUN = {
  id: '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21',
  number: 14,
  operation: 'switch',
  state: 'halted',
  isDryRun: false,
  stopCode: 'run.halted',
  stopSentence: 'Stopped by hand.',
} as const

test('a message says what happened to which run of which installation, and nothing else', () => {
  const message = { id: 'd1', type: 'run.halted', at: '2026-03-01T12:00:00.000Z', run: RUN } as const
  const installation = { orgId: '00D000000000001EAA', environment: 'sandbox', boundBy: 'x' } as const
  expect(JSON.parse(formatMessage(message, installation))).toEqual({
    ...message,
    installation: { orgId: '00D000000000001EAA', environment: 'sandbox' },
  })
})
