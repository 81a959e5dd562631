import type { Probe } from '../ports/probe.ts'
import { openedInOrg } from './links/opened-in-org.ts'
import { resolve } from './links/resolve.ts'
import { dataExported } from './rollback/data-exported.ts'
import { conforms } from './salesforce/conforms.ts'
import { countedObjects } from './salesforce/counted-objects.ts'
import { permissions } from './salesforce/permissions.ts'
import { urlsFit } from './switch/urls-fit.ts'
import { sourcesFresh } from './tracking/sources-fresh.ts'
import { successRate } from './tracking/success-rate.ts'
import { unchanged } from './tracking/unchanged.ts'

/** Every probe there is, by its id. */
export const PROBES: ReadonlyMap<string, Probe> = new Map(
  [
    successRate,
    sourcesFresh,
    unchanged,
    dataExported,
    permissions,
    conforms,
    countedObjects,
    urlsFit,
    resolve,
    openedInOrg,
  ].map((probe) => [probe.id, probe]),
)
