import type { Sandbox } from '../../sandbox/client.ts'
import type { Fault } from '../../sandbox/store/faults.ts'
import type { VendorFaultName } from '../../sandbox/vendor/context.ts'

/** Every fault of source and destination that a copy can meet, each this often. */

type StoreFault = Fault['with']
type StoreTarget = Parameters<Sandbox['store']['fail']>[0]

/** Of single documents, for good. These come first, so that no other fault hides them. */
const LASTING: readonly (readonly ['presign' | 'download', VendorFaultName])[] = [
  ...(['forbidden', 'missing', 'archived'] as const).flatMap(
    (name) => [['presign', name] as const, ['download', name] as const] as const,
  ),
  ['download', 'no-bytes'],
]

const OF_PRESIGN: readonly VendorFaultName[] = [
  ...(['slow-down', 'internal-error', 'throttled', 'login-page'] as const),
  ...(['connection-reset-before-write', 'connection-reset-after-write'] as const),
]

const OF_DOWNLOAD: readonly VendorFaultName[] = [
  ...(['slow-down', 'internal-error', 'throttled', 'expired-link', 'login-page'] as const),
  ...(['connection-reset-before-write', 'cut-body', 'reset-in-body', 'reset-after-body'] as const),
  ...(['wrong-length', 'extra-bytes', 'slow-drip', 'changed-midway'] as const),
  ...(['no-etag', 'weak-etag', 'wrong-etag'] as const),
]

const OF_WRITES: readonly StoreFault[] = [
  ...(['slow-down', 'internal-error', 'slow-answer', 'damaged-body'] as const),
  ...(['connection-reset-before-write', 'connection-cut-in-request'] as const),
  ...(['connection-reset-after-write', 'connection-cut-in-answer'] as const),
]
const OF_ANSWERS: readonly StoreFault[] = [
  ...(['slow-down', 'internal-error'] as const),
  ...(['connection-reset-before-write', 'connection-reset-after-write', 'connection-cut-in-answer'] as const),
]

const OF_STORE: readonly (readonly [StoreTarget, readonly StoreFault[]])[] = [
  ['put', OF_WRITES],
  ['upload-part', OF_WRITES],
  ['create-upload', OF_ANSWERS],
  ['complete-upload', OF_ANSWERS],
  ['head', ['slow-down', 'connection-reset-before-write']],
  ['get', ['internal-error', 'cut-body']],
]
/** What an object is begun with, whole or in parts: a key that is refused is refused to both. */
const BEGINNINGS: readonly StoreTarget[] = ['put', 'create-upload']
/** An operation has few of these, so each fault of them also happens once for certain. */
const RARE: readonly StoreTarget[] = ['upload-part', 'create-upload', 'complete-upload']
/** Record ids begin so; the store's keys that are no document's are left alone. */
const OF_RECORDS = '/a1c'
const SLOW_ANSWER_MS = 200

/** Plans all of them. */
export async function armFaults({ vendor, store }: Pick<Sandbox, 'vendor' | 'store'>, share: number, seed: string) {
  const drawn = (name: string) => ({ share, seed: `${seed} ${name}` })
  for (const [operation, name] of LASTING) {
    await vendor.fail(operation, { with: name, ...drawn(`lasting ${operation} ${name}`), isLasting: true })
  }
  for (const name of OF_PRESIGN) await vendor.fail('presign', { with: name, ...drawn(`presign ${name}`) })
  for (const name of OF_DOWNLOAD) await vendor.fail('download', { with: name, ...drawn(`download ${name}`) })
  const matching = OF_RECORDS
  for (const target of BEGINNINGS) {
    await store.fail(target, { with: 'key-refused', matching, ...drawn('key-refused'), isLasting: true })
  }
  for (const [target, names] of OF_STORE) {
    for (const name of names) {
      const fault = { with: name, matching, delayMs: SLOW_ANSWER_MS }
      if (RARE.includes(target)) await store.fail(target, { ...fault, times: 1 })
      await store.fail(target, { ...fault, ...drawn(`${target} ${name}`) })
    }
  }
}
