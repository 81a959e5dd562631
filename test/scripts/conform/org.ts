import { setTimeout as wait } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { OrgClient } from '../../../scripts/org/conform/org-client.ts'
import { checkOrg, type RunResult } from '../../../scripts/org/conform/run.ts'
import { type OrgConfig, readOrgConfig } from '../../../server/config.ts'
import type { CheckResult } from '../../../server/domain/conform/report.ts'
import type { Clock } from '../../../server/ports/clock.ts'
import type { OrgHandle } from '../../sandbox/org/server.ts'

/** The clock of the machine, on which waits are short. */
export const hurriedClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds, signal) => void (await wait(Math.min(milliseconds, 5), undefined, { signal })),
}

/** The settings of an operator for a stand-in. */
export function configOf(org: OrgHandle, url = org.url, more: Record<string, string> = {}): OrgConfig['salesforce'] {
  const login = { SALESFORCE_CLIENT_ID: org.clientId, SALESFORCE_CLIENT_SECRET: org.clientSecret }
  return readOrgConfig({ SALESFORCE_LOGIN_URL: url, ...login, ...more }).salesforce
}

/** Checks an org in this process. */
export async function check(
  config: OrgConfig['salesforce'],
  options: { signal?: AbortSignal; onResult?: (result: CheckResult) => void } = {},
): Promise<RunResult> {
  const client = new OrgClient(config, hurriedClock)
  onTestFinished(() => client.close())
  const { signal = new AbortController().signal, onResult = () => undefined } = options
  return await checkOrg({ client, config, clock: hurriedClock, pollMs: 5, signal, onResult })
}

/** The result of one check. */
export function resultOf({ checks }: RunResult, name: string): CheckResult {
  const found = checks.find((one) => one.name === name)
  if (!found) throw new Error(`Nothing was checked as ${name}.`)
  return found
}
