import { FatalError, PermanentError } from '../domain/errors.ts'
import type { RunRequest } from '../domain/run/run.ts'
import { testModeRefusal, workRefusal } from '../domain/run/test-mode.ts'
import type { Context } from './context.ts'

/**
 * Refuses a run that test mode does not allow at all.
 * @throws PermanentError `run.outside-test-mode`
 */
export function refuseRunOutsideTestMode({ settings }: Context, request: RunRequest): void {
  const refusal = testModeRefusal(settings.testMode, request)
  if (refusal !== null) throw new PermanentError('run.outside-test-mode', refusal)
}

/**
 * Refuses to work on records that test mode does not allow, so that a plan from before the setting does not get through; the
 * run stops with the reason. Asked before each batch of copying and before each write to the org.
 * @throws FatalError `run.outside-test-mode`
 */
export async function refuseWorkOutsideTestMode(
  { ports, settings }: Context,
  runId: string,
  work: readonly { accountId: string | null }[],
): Promise<void> {
  const { testMode } = settings
  if (testMode === null) return
  const accountIds = work.map(({ accountId }) => accountId ?? '')
  const { planned } = await ports.tracking.countsOf(runId)
  const refusal = workRefusal(testMode, { accountIds, records: planned })
  if (refusal !== null) throw new FatalError('run.outside-test-mode', refusal)
}
