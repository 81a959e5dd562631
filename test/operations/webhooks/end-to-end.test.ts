import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WebhookWithSecret } from '../../../server/operations/webhooks/secret.ts'
import { openTestInstallation, type TestInstallation } from '../../support/installation.ts'
import { runSql } from '../../support/sql.ts'
import { isSignedWith, startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts'

let receiver: WebhookReceiver
let doclift: TestInstallation
let webhook: WebhookWithSecret

beforeAll(async () => {
  receiver = await startReceiver()
  doclift = await openTestInstallation({ sandbox: { records: 40 }, settings: { WEBHOOK_HOSTS: receiver.host } })
  const events = ['run.created', 'run.started', 'run.ended'] as const
  webhook = await doclift.services.webhooks.addWebhook({ url: receiver.url, events, description: null }, doclift.actor)
})
afterAll(async () => {
  await doclift.dispose()
  await receiver.stop()
})

test('the worker of an installation tells a webhook of the runs it works on', async () => {
  const { run } = await doclift.perform('inventory')
  await receiver.untilReceived(3)
  const told = receiver.received.map(({ body }) => JSON.parse(body))
  expect(told.map(({ type, run: { id } }) => [type, id]).toSorted()).toEqual([
    ['run.created', run.id],
    ['run.ended', run.id],
    ['run.started', run.id],
  ])
  expect(receiver.received.every((delivery) => isSignedWith(webhook.secret, delivery))).toBe(true)
})

test('invariant 10: the secret of a webhook is nowhere in the database', async () => {
  const tables = await runSql<{ name: string }>(
    doclift.ownerUrl,
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
  )
  const bytes = Buffer.from(webhook.secret.replace('whsec_', ''), 'base64')
  const forms = ['base64', 'base64url', 'hex'].map((form) => bytes.toString(form as BufferEncoding))
  for (const { name } of tables) {
    const rows = await runSql<{ text: string }>(
      doclift.ownerUrl,
      `select row_to_json(one)::text as text from ${name} one`,
    )
    const found = forms.filter((form) => rows.some(({ text }) => text.includes(form)))
    expect({ name, found }).toEqual({ name, found: [] })
  }
})
