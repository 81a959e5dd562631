import type { ConformInstallation } from '../domain/conform/installation.ts'
import type { Evidence } from '../domain/gate/gate.ts'
import type { OrgPage } from '../domain/link/org-page.ts'
import type { PreflightNames } from '../domain/preflight/preflight.ts'
import type { Run } from '../domain/run/run.ts'
import type { UrlMode } from '../domain/switch/url.ts'
import type { Clock } from './clock.ts'
import type { DocumentSource } from './document-source.ts'
import type { LinkProber } from './link-prober.ts'
import type { ObjectStore } from './object-store.ts'
import type { OrgCensus } from './org-census.ts'
import type { OrgSetup } from './org-setup.ts'
import type { OrgReader } from './salesforce-org.ts'
import type { TrackingStore } from './tracking-store.ts'

/** What probes measure with; none of it can write to the org or to a store. */
export interface ProbePorts {
  tracking: TrackingStore
  org: OrgReader
  setup: Pick<OrgSetup, 'describeDocuments'>
  census: Pick<OrgCensus, 'describeCounted'>
  source: DocumentSource
  links: LinkProber
  store: Pick<ObjectStore, 'presignGet'>
  clock: Clock
}

export interface GateSettings {
  /** Share of eligible records that must be verified, in percent; more than this passes. */
  minVerifiedPercent: number
  sourceFreshForMs: number
  linkSample: number
  urlMode: UrlMode
  names: PreflightNames
  /** Where new URLs lead that are not those of the objects; null where they are. */
  page: OrgPage | null
  /** How long ago a person may have opened a document in the org to count. */
  openedWithinMs: number
  /** API names of objects in which rows are counted that a switch sets off. */
  countedObjects: readonly string[]
  /** What a report about a sandbox of the org must be about, and which keys are believed. */
  conform: Pick<ConformInstallation, 'apiVersion' | 'names'> & { keyIds: readonly string[] }
}

/**
 * An automatic check: it measures through ports and judges with a pure function. A probe that cannot measure throws; the
 * gate stores that as `inconclusive`, never as passed.
 */
export interface Probe {
  /** `tracking.success-rate` lives in `probes/tracking/success-rate.ts`. */
  readonly id: string
  run(run: Run, ports: ProbePorts, settings: GateSettings): Promise<Finding>
}

export interface Finding extends Pick<Evidence, 'outcome' | 'sentence' | 'measured'> {
  /** When it stops being true, where that is known; ISO 8601, UTC. */
  freshUntil?: string
}
