import { isVendorUrl } from '../domain/drift/drift.ts'
import { type Entry, outOfScopeReason } from '../domain/file/scope.ts'
import type { ClassifiedEntry } from '../ports/tracking/inventory.ts'
import type { Context } from './context.ts'

/** Says of entries of the org whether they are in scope, and whether their URLs lead to the vendor. */
export function classify({ settings }: Context, entries: readonly Entry[]): ClassifiedEntry[] {
  return entries.map((entry) => ({
    ...entry,
    outOfScopeReason: outOfScopeReason(entry, settings.scope),
    isVendorUrl: isVendorUrl(entry.documentUrl, settings.scope.vendorHosts),
  }))
}
