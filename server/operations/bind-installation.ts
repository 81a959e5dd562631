import { FatalError } from '../domain/errors.ts'
import { type Binding, bindingMismatch, type Environment, environmentOf } from '../domain/org/identity.ts'
import type { Clock } from '../ports/clock.ts'
import type { OrgReader } from '../ports/salesforce-org.ts'
import type { InstallationStore } from '../ports/tracking/installation.ts'
import { SERVICE_ACTOR_ID } from './context.ts'

/** The stamp in the destination bucket, below the prefix. */
export interface PrefixStamp {
  read(): Promise<Binding | undefined>
  /** Create only: when another process was faster, its stamp is returned. */
  write(binding: Binding): Promise<Binding>
}

/**
 * Binds database and bucket prefix to the org at the first login, and refuses any other from then on (invariant 13).
 * The org, the setting, the database and the prefix must all say the same.
 * @throws FatalError `installation.mismatch`
 */
export async function bindInstallation(ports: {
  org: Pick<OrgReader, 'identity'>
  tracking: Pick<InstallationStore, 'bind' | 'readBinding'>
  stamp: PrefixStamp
  clock: Clock
  environment: Environment
}): Promise<Binding> {
  const identity = await ports.org.identity()
  const found: Binding = { orgId: identity.orgId, environment: environmentOf(identity) }
  refuse({ orgId: found.orgId, environment: ports.environment }, found, 'The setting ENVIRONMENT')
  const existing = await ports.stamp.read()
  if (existing) refuse(existing, found, 'The destination prefix')
  refuse(await ports.tracking.bind(found, SERVICE_ACTOR_ID, ports.clock.now()), found, 'The database')
  if (!existing) refuse(await ports.stamp.write(found), found, 'The destination prefix')
  return found
}

function refuse(bound: Binding, found: Binding, where: string): void {
  const mismatch = bindingMismatch(bound, found, where)
  if (mismatch !== null) throw new FatalError('installation.mismatch', mismatch)
}
