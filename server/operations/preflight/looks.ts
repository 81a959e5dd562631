import { judgeRights, judgeSharing } from '../../domain/preflight/access.ts'
import { judgeFlows, judgeTriggers, judgeValidation, judgeWorkflow } from '../../domain/preflight/automation.ts'
import { judgeEncryption, judgeField } from '../../domain/preflight/field.ts'
import type { PreflightFinding, PreflightItem } from '../../domain/preflight/preflight.ts'
import { judgeChangeCapture, judgeHistory, judgeLicence, namespaceOf } from '../../domain/preflight/traces.ts'
import type { Context } from '../context.ts'

/** How to look at one thing, and the permission without which the org does not show it. */
export interface Look {
  item: PreflightItem
  needs: string
  look(): Promise<PreflightFinding>
}

const SETUP = '"View Setup and Configuration"'
const FLOWS = '"View Setup and Configuration" and "View All Data" or "Manage Flow"'
const RULES = '"View Setup and Configuration" and "Customize Application"'
const DATA = 'read on the object and its fields'

/**
 * Everything that is looked at, in the order in which people read it.
 * @param countInOrg records as somebody counted them from whom sharing hides nothing; null when nobody did
 */
export function looksOf({ ports, settings }: Context, countInOrg: number | null): Look[] {
  const { setup, org, tracking, clock } = ports
  const names = { object: settings.object, urlField: settings.urlField }
  const describe = once(() => setup.describeDocuments())
  const look = (item: PreflightItem, needs: string, find: () => Promise<PreflightFinding>): Look => ({
    item,
    needs,
    look: find,
  })
  return [
    look('field', DATA, async () => judgeField(names, await describe(), await tracking.longestPlannedUrl())),
    look('permissions', SETUP, async () => judgeRights(names, await describe(), await setup.readRights())),
    look('sharing', DATA, async () => judgeSharing(names.object, await org.countEntries(), countInOrg)),
    look('triggers', SETUP, async () => judgeTriggers(await setup.readTriggers())),
    look('flows', FLOWS, async () => judgeFlows(await setup.readFlows())),
    look('validation-rules', RULES, async () => judgeValidation(names.urlField, await setup.readValidationRules())),
    look('workflow-rules', RULES, async () => judgeWorkflow(await setup.readWorkflowRules())),
    look('field-history', SETUP, async () => judgeHistory(names.urlField, await setup.isHistoryTracked())),
    look('change-data-capture', RULES, async () => judgeChangeCapture(names.object, await setup.isChangeCaptured())),
    look('package-licence', SETUP, async () => {
      const namespace = namespaceOf(names.object)
      const licence = namespace === null ? undefined : await setup.readLicence(namespace)
      return judgeLicence(namespace, licence, clock.now())
    }),
    look('encryption', DATA, async () => judgeEncryption(names, await describe())),
  ]
}

/** Several looks share one description. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}
