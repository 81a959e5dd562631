import { type KeyObject, sign, verify } from 'node:crypto'
import { isObject } from './http.ts'

/** Signs claims as a JWT with RS256. */
export function signJwt(header: { kid: string }, claims: Record<string, unknown>, privateKey: KeyObject): string {
  const content = `${encode({ alg: 'RS256', typ: 'JWT', ...header })}.${encode(claims)}`
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), privateKey).toString('base64url')}`
}

/** Checks the RS256 signature of a JWT. Gives its claims, or undefined when the token is not good. */
export function verifyJwt(token: string, publicKey: KeyObject): Record<string, unknown> | undefined {
  const [header = '', claims = '', signature = '', ...more] = token.split('.')
  if (more.length > 0 || decode(header)?.alg !== 'RS256') return undefined
  const content = Buffer.from(`${header}.${claims}`)
  return verify('RSA-SHA256', content, publicKey, Buffer.from(signature, 'base64url')) ? decode(claims) : undefined
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
