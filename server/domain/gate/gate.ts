/** A gate is a list of items that must be true; it is passed only by fresh evidence (invariant 12). */

export type Outcome = 'passed' | 'failed' | 'inconclusive' | 'waived'

/** The stored, dated result of one probe. */
export interface Evidence {
  /** The probe id, `tracking.success-rate`. */
  item: string
  outcome: Outcome
  /** A sentence with the numbers: expected and got. */
  sentence: string
  /** What was measured, for machines. */
  measured: Readonly<Record<string, unknown>>
  /** ISO 8601, UTC. */
  measuredAt: string
  freshUntil: string
  settingsFingerprint: string
}

export interface GateLine {
  item: string
  outcome: Outcome
  sentence: string
}

export interface GateDecision {
  outcome: 'passed' | 'refused'
  lines: GateLine[]
}

/**
 * Judges a gate: each required item needs evidence that passed, is fresh, and was measured under the present settings.
 * Missing, stale or inconclusive evidence refuses.
 * @param now ISO 8601, UTC
 */
export function judgeGate(
  required: readonly string[],
  evidence: readonly Evidence[],
  now: string,
  settingsFingerprint: string,
): GateDecision {
  const lines = required.map((item) =>
    judgeItem(
      item,
      evidence.find((one) => one.item === item),
      now,
      settingsFingerprint,
    ),
  )
  return { outcome: lines.every((line) => line.outcome === 'passed') ? 'passed' : 'refused', lines }
}

function judgeItem(item: string, evidence: Evidence | undefined, now: string, settingsFingerprint: string): GateLine {
  if (!evidence) return { item, outcome: 'inconclusive', sentence: 'It was never checked. Make a new list of changes.' }
  if (evidence.freshUntil <= now) {
    const sentence = `It was checked at ${evidence.measuredAt} and that was too long ago. Make a new list of changes.`
    return { item, outcome: 'inconclusive', sentence }
  }
  if (evidence.settingsFingerprint !== settingsFingerprint) {
    return {
      item,
      outcome: 'inconclusive',
      sentence: 'The settings changed since it was checked. Make a new list of changes.',
    }
  }
  return { item, outcome: evidence.outcome, sentence: evidence.sentence }
}
