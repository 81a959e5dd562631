import { FatalError } from '../domain/errors.ts'
import type { Context } from './context.ts'

/**
 * Asks the org, by one request, whether the integration user may still write the URL field.
 * @throws FatalError `salesforce.access-lost`
 */
export async function requireEditing(context: Context): Promise<void> {
  const { isUpdateable } = await context.ports.writer.describeUrlField()
  if (!isUpdateable) throw accessLost(`write ${context.settings.urlField}`, 'edit access to the object and that field')
}

/**
 * Asks the org, by one request, whether the integration user still sees any document.
 * @throws FatalError `salesforce.access-lost`
 */
export async function requireSight(context: Context): Promise<void> {
  const entries = await context.ports.writer.countEntries()
  if (entries === 0) throw accessLost('see any document', 'read access to the object, and View All Records')
}

function accessLost(what: string, toGive: string): FatalError {
  return new FatalError(
    'salesforce.access-lost',
    `The integration user may no longer ${what}. No record was marked for it. Give it ${toGive} again, in Setup under Permission Sets, then resume the run.`,
  )
}
