import type { InjectOptions } from 'light-my-request'
import type { Role } from '../../server/domain/run/run.ts'
import { type App, buildApp } from '../../server/http/app.ts'
import type { Services } from '../../server/operations/services.ts'
import { TOKENS } from './memory-services.ts'

/** The API over the given services, silent. */
export function openApp(services: Services, logStream?: { write(line: string): void }): Promise<App> {
  const logging = logStream ? { logLevel: 'info', logStream } : { logLevel: 'silent' }
  return buildApp(services, { ...logging, isLoopback: true })
}

export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` }
}

/** Headers of a caller with a role; with an Idempotency-Key when given. */
export function as(role: Role, idempotencyKey?: string): Record<string, string> {
  return { ...bearer(TOKENS[role]), ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}) }
}

export function post(url: string, headers: Record<string, string>, payload?: object): InjectOptions {
  return { method: 'POST', url, headers, ...(payload ? { payload } : {}) }
}
