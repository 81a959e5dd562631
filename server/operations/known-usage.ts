import { type KnownUsage, newerUsage } from '../domain/org/allowance.ts'
import type { ApiUsage } from '../ports/salesforce-org.ts'
import type { Context } from './context.ts'

type UsagePorts = { ports: Pick<Context['ports'], 'org' | 'writer' | 'tracking'> }

/** API requests of the org as the newest answer to any process said; undefined before the first. */
export async function knownUsage(context: UsagePorts): Promise<KnownUsage | undefined> {
  return newerUsage(usageHere(context), await context.ports.tracking.readApiUsage())
}

/** What this process has heard last; reader and writer have a login each, and both speak of the same allowance. */
export function usageHere({ ports: { org, writer } }: Pick<UsagePorts, 'ports'>): KnownUsage | undefined {
  return newerUsage(toKnown(org.usage()), toKnown(writer.usage()))
}

/**
 * Asks the org, by one request, and keeps what it says for all processes.
 * @returns undefined when it does not tell this user
 * @throws FatalError `salesforce.daily-limit`, and whatever else a reading of the org throws
 */
export async function askForUsage(context: UsagePorts): Promise<KnownUsage | undefined> {
  const usage = toKnown(await context.ports.org.readUsage())
  if (usage) await context.ports.tracking.saveApiUsage(usage)
  return usage
}

/** Keeps what this process has heard where every process sees it. */
export async function noteUsage(context: UsagePorts): Promise<void> {
  const usage = usageHere(context)
  if (usage) await context.ports.tracking.saveApiUsage(usage)
}

function toKnown({ used, allowed, measuredAt }: ApiUsage): KnownUsage | undefined {
  return used === null || allowed === null || measuredAt === null ? undefined : { used, allowed, measuredAt }
}
