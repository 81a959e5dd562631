import { isObject } from './http.ts'
import { LATEST } from './record-store.ts'
import { locate, type Table } from './tables.ts'

const ACTOR_FIELDS = ['createdBy', 'approvedBy', 'changedBy', 'actor'] as const
const USER = /^user:(.+)$/

/** Adds to an answer of the service the names of the users that it mentions, as `DocliftNames` does. */
export function addNames(answer: Record<string, unknown>, users: Table): Record<string, unknown> {
  const items = Array.isArray(answer.items) ? answer.items.filter(isObject) : []
  const mentioned = new Set([answer, ...items].flatMap(mentionedIn))
  const names = [...mentioned].flatMap((id) => {
    const position = locate(users, id)
    return position === undefined ? [] : [[id, String(users.row(position, LATEST).Name)] as const]
  })
  return { ...answer, names: Object.fromEntries(names) }
}

function mentionedIn(item: Record<string, unknown>): string[] {
  const actors = ACTOR_FIELDS.flatMap((field) => USER.exec(String(item[field] ?? ''))?.[1] ?? [])
  return typeof item.byUserId === 'string' ? [...actors, item.byUserId] : actors
}
