import { missingRight } from '../../domain/preflight/access.ts'
import type { Probe } from '../../ports/probe.ts'

/** The integration user may edit the object and the URL field, as the org describes both to it now. */
export const permissions: Probe = {
  id: 'salesforce.permissions',
  async run(_run, { setup }, { names }) {
    const shape = await setup.describeDocuments()
    const missing = missingRight(names, shape)
    const measured = { object: shape?.isUpdateable ?? null, field: shape?.field?.isUpdateable ?? null }
    if (missing !== null) return { outcome: 'failed', sentence: missing, measured }
    return { outcome: 'passed', sentence: `Doclift may edit ${names.urlField} of ${names.object}.`, measured }
  },
}
