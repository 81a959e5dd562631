import { toDocliftError } from '../domain/errors.ts'
import type { Evidence } from '../domain/gate/gate.ts'
import { pausesByItself } from '../domain/run/pause.ts'
import type { Run } from '../domain/run/run.ts'
import type { Finding, Probe } from '../ports/probe.ts'
import type { Context } from './context.ts'

/**
 * Runs every probe of the gate one after the other and stores what each found, with the time until it is true. What could not
 * be asked of the org because its day is used up is no finding: it is asked once there is room.
 * @throws FatalError `salesforce.daily-limit`, `salesforce.share-used`
 */
export async function evaluateGate(context: Context, run: Run): Promise<Evidence[]> {
  const evidence: Evidence[] = []
  for (const probe of context.probes) evidence.push(await measure(context, run, probe))
  await context.ports.tracking.saveEvidence(run.id, evidence)
  return evidence
}

async function measure(context: Context, run: Run, probe: Probe): Promise<Evidence> {
  const { ports, settings } = context
  const { freshUntil, ...finding } = await findingOf(context, run, probe)
  const now = ports.clock.now()
  const mostFresh = new Date(now.getTime() + settings.evidenceFreshForMs).toISOString()
  return {
    item: probe.id,
    ...finding,
    measuredAt: now.toISOString(),
    freshUntil: freshUntil !== undefined && freshUntil < mostFresh ? freshUntil : mostFresh,
    settingsFingerprint: settings.fingerprint,
  }
}

async function findingOf({ ports, settings }: Context, run: Run, probe: Probe): Promise<Finding> {
  try {
    return await probe.run(run, ports, settings.gate)
  } catch (error) {
    const { code, message } = toDocliftError(error)
    if (pausesByItself(code)) throw error
    const sentence = `It could not be checked: ${message}`
    return { outcome: 'inconclusive', sentence, measured: { code } }
  }
}
