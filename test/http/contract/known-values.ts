/** What earlier answers told: ids and hashes that exist, so that later requests go further than "there is no such thing". */
export interface KnownValues {
  /** Values for a part of an address below a collection: `runs`. */
  below(collection: string): string[]
  /** Values of a member by its name: `planHash`. */
  named(name: string): unknown[]
  /** @param path of the operation that answered: `/v1/runs/{id}` */
  learn(body: unknown, path: string): void
}

const MOST = 40
/** Lists whose items have another key than `id`. */
const KEYS: Readonly<Record<string, string>> = { recordId: 'records', accountId: 'accounts', runId: 'runs' }

/** @param isSecret values that must not be used, because using them would end the test: its own tokens */
export function collectKnownValues(isSecret: (value: string) => boolean): KnownValues {
  const byCollection = new Map<string, Set<string>>()
  const byName = new Map<string, Set<unknown>>()

  function add<T>(to: Map<string, Set<T>>, key: string, value: T): void {
    const values = to.get(key) ?? new Set()
    if (values.size < MOST) to.set(key, values.add(value))
  }
  function learnMember(name: string, value: unknown, answering: string): void {
    if (typeof value === 'object') learn(value, answering)
    if (typeof value !== 'string' || isSecret(value)) return
    add(byName, name, value)
    const collection = name === 'id' ? answering : KEYS[name]
    if (collection) add(byCollection, collection, value)
    const [, of, key] = /\/v1\/([\w-]+)\/([^/?#]+)$/.exec(value) ?? []
    if (of && key) add(byCollection, of, decodeURIComponent(key))
  }
  function learn(body: unknown, answering: string): void {
    if (typeof body !== 'object' || body === null) return
    for (const [name, value] of Object.entries(body)) learnMember(name, value, answering)
  }
  return {
    below: (collection) => [...(byCollection.get(collection) ?? [])],
    named: (name) => [...(byName.get(name) ?? [])],
    learn: (body, path) => learn(body, collectionOf(path)),
  }
}

/** `/v1/webhooks/{id}/deliveries` is about deliveries. */
function collectionOf(path: string): string {
  return path.split('/').findLast((part) => part !== '' && !part.startsWith('{')) ?? ''
}
