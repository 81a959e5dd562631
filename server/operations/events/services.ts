import type { Context } from '../context.ts'
import { readSafeguards } from '../guardrail/read-safeguards.ts'
import { readGate } from '../read-gate.ts'
import { openRunHub, type RunHub } from './run-hub.ts'

export type EventServices = Pick<RunHub, 'follow'>

export function eventServices(context: Context): EventServices {
  return openRunHub({
    ports: context.ports,
    gateOf: (runId) => readGate(context, runId),
    safeguardsOf: (run) => readSafeguards(context, run),
  })
}
