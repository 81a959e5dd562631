import { expect, test } from 'vitest'
import { showSecret, signWebhook } from '../../../server/domain/webhook/signature.ts'

/** The example of the Standard Webhooks specification. */
const SECRET = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const PARTS = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' }

test('a signature is the one that the specification gives for its example', () => {
  expect(signWebhook(SECRET, PARTS)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('a signature covers id, time and body, and needs the secret', () => {
  const signature = signWebhook(SECRET, PARTS)
  for (const change of [{ id: 'other' }, { timestamp: 1 }, { body: '{}' }]) {
    expect(signWebhook(SECRET, { ...PARTS, ...change })).not.toBe(signature)
  }
  expect(signWebhook(SECRET.toLowerCase(), PARTS)).not.toBe(signature)
})

test('a secret is shown with its prefix, as standard base64', () => {
  expect(showSecret('-_-_')).toBe('whsec_+/+/')
})
