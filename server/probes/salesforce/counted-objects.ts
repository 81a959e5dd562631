import type { Probe } from '../../ports/probe.ts'

/** Every object in which a switch counts what it sets off can be counted, as the org describes it now. */
export const countedObjects: Probe = {
  id: 'salesforce.counted-objects',
  async run(_run, { census }, { countedObjects: objects }) {
    const missing: string[] = []
    for (const object of objects) if ((await census.describeCounted(object)) === undefined) missing.push(object)
    return { ...judgeCountedObjects(objects, missing), measured: { objects, missing } }
  },
}

export function judgeCountedObjects(objects: readonly string[], missing: readonly string[]) {
  if (missing.length === 0) {
    return { outcome: 'passed' as const, sentence: `What the switch sets off can be counted in ${objects.join(', ')}.` }
  }
  const sentence = `Expected to count what the switch sets off in ${objects.join(', ')}; the integration user sees no ${missing.join(', ')} whose rows tell who made them. Grant it read on the object, or mend SIDE_EFFECT_OBJECTS, then make a new list of changes.`
  return { outcome: 'failed' as const, sentence }
}
