import type { IncomingMessage } from 'node:http'
import { people, type Role } from './people.ts'

/** Who looks at the pages: the user of a role, or somebody without any permission set of the package. */
export type Persona = Role | 'nobody'

const COOKIE = /(?:^|; )sandbox_persona=(\w+)/

/** Reads who sends a request; the admin when nobody was chosen in the pages. */
export function readPersona(request: IncomingMessage): Persona {
  const name = COOKIE.exec(request.headers.cookie ?? '')?.[1] ?? 'admin'
  return Object.hasOwn(people, name) ? (name as Role) : 'nobody'
}

/** Gives the role of a persona, or undefined for somebody without one. */
export function roleOf(persona: Persona): Role | undefined {
  return persona === 'nobody' ? undefined : persona
}
