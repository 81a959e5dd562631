import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createToken } from '../../server/operations/create-token.ts'
import type { AutomationToken } from '../../server/ports/tracking/access.ts'

const NOW = new Date('2026-03-01T12:00:00.000Z')
const ACTOR = { id: 'cli:someone@host', role: 'admin' as const }

function openPorts() {
  const stored: (AutomationToken & { hashHex: string })[] = []
  const tracking = { createToken: async (token: AutomationToken & { hashHex: string }) => void stored.push(token) }
  const ports = { tracking, clock: { now: () => NOW, sleep: async () => {} }, ids: { next: () => 'id-1' } }
  return { stored, ports }
}

const REQUEST = { name: 'nightly report', role: 'viewer' as const, lifeDays: 30 }

test('a token has 256 random bits and is stored as its hash alone', async () => {
  const { stored, ports } = openPorts()
  const { token } = await createToken(ports, REQUEST, ACTOR)
  expect(token).toMatch(/^doclift_[A-Za-z0-9_-]{43}$/)
  expect(stored).toEqual([
    {
      id: 'id-1',
      name: 'nightly report',
      role: 'viewer',
      createdBy: ACTOR.id,
      createdAt: '2026-03-01T12:00:00.000Z',
      expiresAt: '2026-03-31T12:00:00.000Z',
      hashHex: createHash('sha256').update(token).digest('hex'),
    },
  ])
  expect(JSON.stringify(stored)).not.toContain(token)
})

test('no two tokens are alike', async () => {
  const { ports } = openPorts()
  const first = await createToken(ports, REQUEST, ACTOR)
  expect((await createToken(ports, REQUEST, ACTOR)).token).not.toBe(first.token)
})

test.each([
  { name: '' },
  { name: ' padded' },
  { name: 'two\nlines' },
  { name: 'x'.repeat(81) },
  { lifeDays: 0 },
  { lifeDays: 366 },
  { lifeDays: 1.5 },
  { lifeDays: Number.NaN },
])('a token with %j is refused and nothing is stored', async (change) => {
  const { stored, ports } = openPorts()
  await expect(createToken(ports, { ...REQUEST, ...change }, ACTOR)).rejects.toMatchObject({
    code: 'token.bad-request',
  })
  expect(stored).toEqual([])
})
