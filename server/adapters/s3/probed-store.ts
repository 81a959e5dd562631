import type { StoreCapabilities } from '../../domain/object/checksum.ts'
import type { OpenObjectStore } from './object-store.ts'

const NOTHING_PROVEN: StoreCapabilities = { refusesWrongSha256: false, refusesWrongMd5: false }

/**
 * A store whose capabilities are proven before its first put: wrong checksums of each kind are sent below the prefix, and
 * only the kinds it refuses count from then on. A probe that fails is tried again by the next put.
 */
export function probedStore(
  open: (capabilities: StoreCapabilities) => OpenObjectStore,
  probePrefix: string,
): OpenObjectStore {
  const unproven = open(NOTHING_PROVEN)
  let proven: Promise<OpenObjectStore> | undefined
  const prove = async () => open(await unproven.probeCapabilities(probePrefix))
  return {
    ...unproven,
    async put(object, signal) {
      proven ??= prove().catch((error: unknown) => {
        proven = undefined
        throw error
      })
      return (await proven).put(object, signal)
    },
    async close() {
      await Promise.all([unproven.close(), proven?.then((store) => store.close())])
    },
  }
}
