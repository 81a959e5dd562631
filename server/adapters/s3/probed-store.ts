import { NOTHING_PROVEN, type StoreCapabilities } from '../../domain/object/store-capabilities.ts'
import type { OpenObjectStore } from './object-store.ts'

/**
 * A store whose capabilities are proven before its first put: wrong checksums of each kind are sent below the prefix, and
 * only the kinds it refuses count from then on. A probe that fails is tried again by whoever needs it next.
 */
export function probedStore(
  open: (capabilities: StoreCapabilities) => OpenObjectStore,
  probePrefix: string,
): OpenObjectStore {
  const unproven = open(NOTHING_PROVEN)
  let probed: Promise<OpenObjectStore> | undefined
  const prove = async () => open(await unproven.probeCapabilities(probePrefix))
  const proven = () => {
    probed ??= prove().catch((error: unknown) => {
      probed = undefined
      throw error
    })
    return probed
  }
  return {
    ...unproven,
    put: async (object, signal) => (await proven()).put(object, signal),
    capabilities: async () => (await proven()).capabilities(),
    /** Ends a probe under way too; only whoever asked for it is told. */
    async close() {
      await Promise.all([
        unproven.close(),
        probed?.then(
          (store) => store.close(),
          () => undefined,
        ),
      ])
    },
  }
}
