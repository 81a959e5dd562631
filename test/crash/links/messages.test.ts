import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Message, Messages, textOf } from './messages.ts'

test('messages come out as they went in, wherever the stream was cut', () => {
  const whole = fc.array(fc.tuple(fc.constantFrom('Q', 'P', 'B', 'S'), fc.uint8Array({ maxLength: 30 })))
  fc.assert(
    fc.property(whole, fc.array(fc.nat(40)), (sent, cuts) => {
      const stream = Buffer.concat([startup(), ...sent.map(([type, body]) => message(type, Buffer.from(body)))])
      const read = inPieces(new Messages('client'), stream, cuts)
      expect(read.map(({ type }) => type)).toEqual(['', ...sent.map(([type]) => type)])
      expect(Buffer.concat(read.map(({ bytes }) => bytes)).equals(stream)).toBe(true)
    }),
  )
})

test('a statement is read in small letters with single spaces, and what is bound follows it', () => {
  expect(textOf(of('Q', 'COMMIT\0'))).toBe('commit')
  expect(textOf(of('P', 'name\0update "Runs"\n  set x = $1\0\0\0'))).toBe('update "runs" set x = $1')
  expect(textOf(of('B', '\0\0confirmed'))).toContain('confirmed')
  expect(textOf(of('S', ''))).toBe('')
})

function of(type: string, body: string): Message {
  return { type, bytes: message(type, Buffer.from(body)) }
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), length(body), body])
}

/** The first message of a client has no letter. */
function startup(): Buffer {
  const body = Buffer.from('user\0doclift_app\0\0')
  return Buffer.concat([length(body), body])
}

function length(body: Buffer): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(body.length + 4)
  return bytes
}

function inPieces(messages: Messages, stream: Buffer, cuts: readonly number[]): Message[] {
  const read: Message[] = []
  let at = 0
  for (const cut of cuts) {
    read.push(...messages.push(stream.subarray(at, at + cut)))
    at += cut
  }
  return [...read, ...messages.push(stream.subarray(Math.min(at, stream.length)))]
}
