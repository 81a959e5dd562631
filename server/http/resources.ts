import type { FastifyReply } from 'fastify'
import { needsApproval, type Run } from '../domain/run/run.ts'
import type { RunFacts } from '../operations/read-run-facts.ts'
import type { Status } from '../operations/read-status.ts'

/** How things of the domain look in the API. Response schemas drop whatever they do not name. */

export function toRunResource({ isDryRun, verification, sampledFrom, ...run }: Run) {
  return { ...run, dryRun: isDryRun, verification: verification ? { ...verification, sampledFrom } : null }
}

export function toRunDetail(run: Run, facts: RunFacts) {
  return { ...toRunResource(run), needsApproval: needsApproval(run.operation) && !run.isDryRun, ...facts }
}

export function toOverview({ overview, gate, ...status }: Status) {
  return {
    ...status,
    ...overview,
    unfinishedRuns: overview.unfinishedRuns.map(toRunResource),
    switchGate: gate && { runId: gate.run.id, runNumber: gate.run.number, gate: gate.decision },
  }
}

/** Answers that a run was made or changed, and where to follow it. */
export function sendRun(reply: FastifyReply, run: Run): FastifyReply {
  return reply.code(202).header('location', `/v1/runs/${run.id}`).send(toRunResource(run))
}
