import { Type } from 'typebox'
import { DocliftError } from '../../../domain/errors.ts'
import { requireItems } from '../../../domain/run/archive.ts'
import { ITEM_OUTCOMES, OPERATIONS, RUN_STATES, type Run, type RunRequest } from '../../../domain/run/run.ts'
import { USUAL_VERIFICATION } from '../../../domain/verification/verification.ts'
import { readRunFacts } from '../../../operations/read-run-facts.ts'
import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { pageOptions, toPage } from '../../cursor.ts'
import { idempotencyOf } from '../../idempotency.ts'
import { GateRefusedError, notFound } from '../../problem.ts'
import { parseScope } from '../../record-ids.ts'
import { sendRun, toRunDetail, toRunResource } from '../../resources.ts'
import { FailureCodeSchema } from '../../schemas/failure-code.ts'
import { mutationResponses, readResponses } from '../../schemas/problem.ts'
import {
  ApprovalSchema,
  RunDetailSchema,
  RunHistorySchema,
  RunItemSchema,
  type RunRequestBody,
  RunRequestSchema,
  RunSchema,
} from '../../schemas/run.ts'
import { listQuery, MutationHeaders, pageOf, RunIdParams, ref } from '../../schemas/shared.ts'

const tags = ['runs']
const headers = MutationHeaders
const params = RunIdParams

const listRuns = {
  operationId: 'listRuns',
  summary: 'Runs, newest first.',
  tags,
  querystring: listQuery({
    operation: Type.Optional(Type.Enum(OPERATIONS)),
    state: Type.Optional(Type.Enum(RUN_STATES)),
  }),
  response: readResponses(pageOf(RunSchema)),
}
const planRun = {
  operationId: 'planRun',
  summary: 'Plans a run, and starts it when it needs no approval.',
  tags,
  headers,
  body: RunRequestSchema,
  response: mutationResponses(ref(RunSchema)),
  codes: [
    'run.bad-request',
    'run.sample-too-large',
    'run.outside-test-mode',
    'run.no-inventory',
    'run.already-reading',
  ],
}
const getRun = {
  operationId: 'getRun',
  summary: 'One run with its counts and its gate.',
  tags,
  params,
  response: readResponses(ref(RunDetailSchema)),
  codes: ['run.not-found'],
}
const listItems = {
  operationId: 'listRunItems',
  summary: 'Items of a run, in record id order.',
  tags,
  params,
  querystring: listQuery({
    outcome: Type.Optional(Type.Enum(ITEM_OUTCOMES)),
    code: Type.Optional(FailureCodeSchema),
  }),
  response: readResponses(pageOf(RunItemSchema)),
  codes: ['run.not-found', 'run.items-archived'],
}
const getHistory = {
  operationId: 'getRunHistory',
  summary: 'What happened to a run and who did it, oldest first.',
  description: `The events of a run say how it was after each step, for those who follow it. The history says who took the step, why
a run was stopped, and what was withdrawn.`,
  tags,
  params,
  response: readResponses(ref(RunHistorySchema)),
  codes: ['run.not-found'],
}
const approveRun = {
  operationId: 'approveRun',
  summary: 'Starts a planned switch. The approval binds to the plan hash, and the gate is judged now.',
  tags,
  params,
  headers,
  body: ApprovalSchema,
  response: mutationResponses(ref(RunSchema)),
  codes: [
    'run.not-found',
    'run.not-planned',
    'run.plan-changed',
    'run.links-revoked',
    'run.records-owned',
    'gate.refused',
  ],
}
const haltRun = {
  operationId: 'haltRun',
  summary: 'Stops a run. What is in flight is settled; what was not started waits for a resume.',
  description:
    'All workers stop within ten seconds. stopSentence says how many records are in flight and will be checked.',
  tags,
  params,
  headers,
  response: mutationResponses(ref(RunSchema)),
  codes: ['run.not-found', 'run.not-running'],
}
const pauseRun = {
  operationId: 'pauseRun',
  summary: 'Lets a run rest. What is in flight is settled; the rest waits for a resume.',
  description: `All workers stop taking new work within seconds. A run also pauses by itself when the org has no API requests left for it; then
stopSentence says until when, and it resumes by itself. So does a back-up or a verification outside the hours of copying, and a switch outside its own.`,
  tags,
  params,
  headers,
  response: mutationResponses(ref(RunSchema)),
  codes: ['run.not-found', 'run.not-running'],
}
const resumeRun = {
  operationId: 'resumeRun',
  summary: 'Lets a paused or halted run go on where it stopped.',
  tags,
  params,
  headers,
  response: mutationResponses(ref(RunSchema)),
  codes: ['run.not-found', 'run.not-halted', 'run.outside-hours', 'run.soaking'],
}

const rollBackRun = {
  operationId: 'rollBackRun',
  summary: 'Takes back everything that a switch wrote, where the value there is still ours.',
  description: 'A switch that has not ended is stopped first: the answer is 409 with Retry-After until it has ended.',
  tags: ['runs'],
  params,
  headers,
  response: mutationResponses(ref(RunSchema)),
  codes: [
    'run.not-found',
    'run.outside-test-mode',
    'rollback.not-a-switch',
    'rollback.never-started',
    'rollback.run-not-ended',
  ],
}

export function addRuns(app: App, services: Services): void {
  const { tracking } = services

  app.get('/v1/runs', { schema: listRuns, config: { role: 'viewer' } }, async ({ query }) => {
    const { limit, cursor, ...filters } = query
    const page = await tracking.listRuns({ ...pageOptions('runs', { limit, cursor }), ...filters })
    return toPage('runs', page, toRunResource)
  })

  app.post('/v1/runs', { schema: planRun, config: { role: 'operator' } }, async (request, reply) => {
    const { run } = await services.planRun(toRunRequest(request.body), request.actor, idempotencyOf(request))
    return sendRun(reply, run)
  })

  app.get('/v1/runs/:id', { schema: getRun, config: { role: 'viewer', hasEtag: true } }, async (request) => {
    const run = await requireRun(tracking, request.params.id)
    return toRunDetail(run, await readRunFacts(services, run))
  })

  app.get(
    '/v1/runs/:id/history',
    { schema: getHistory, config: { role: 'viewer', hasEtag: true } },
    async (request) => {
      const { id } = await requireRun(tracking, request.params.id)
      return { items: await tracking.runHistoryOf(id) }
    },
  )

  app.get('/v1/runs/:id/items', { schema: listItems, config: { role: 'viewer' } }, async (request) => {
    const { limit, cursor, ...filters } = request.query
    const run = await requireRun(tracking, request.params.id)
    requireItems(run)
    const page = await tracking.listRunItems(run.id, { ...pageOptions('items', { limit, cursor }), ...filters })
    return toPage('items', page, (item) => item)
  })

  app.post('/v1/runs/:id/approve', { schema: approveRun, config: { role: 'approver' } }, async (request, reply) => {
    const { id } = await requireRun(tracking, request.params.id)
    const approved = services.approveRun(id, request.body.planHash, request.actor, idempotencyOf(request))
    const run = await approved.catch((error) => withGate(error, services, id))
    return sendRun(reply, run)
  })

  app.post('/v1/runs/:id/rollback', { schema: rollBackRun, config: { role: 'operator' } }, async (request, reply) => {
    const { id } = await requireRun(tracking, request.params.id)
    const { run } = await services.rollback.rollBackRun(id, request.actor, idempotencyOf(request))
    return sendRun(reply, run)
  })

  app.post('/v1/runs/:id/halt', { schema: haltRun, config: { role: 'operator' } }, async (request, reply) => {
    const { id } = await requireRun(tracking, request.params.id)
    const run = await services.haltRun(id, request.actor, idempotencyOf(request))
    return sendRun(reply, run)
  })

  app.post('/v1/runs/:id/pause', { schema: pauseRun, config: { role: 'operator' } }, async (request, reply) => {
    const { id } = await requireRun(tracking, request.params.id)
    const run = await services.pauseRun(id, request.actor, idempotencyOf(request))
    return sendRun(reply, run)
  })

  app.post('/v1/runs/:id/resume', { schema: resumeRun, config: { role: 'operator' } }, async (request, reply) => {
    const { id } = await requireRun(tracking, request.params.id)
    const run = await services.resumeRun(id, request.actor, idempotencyOf(request))
    return sendRun(reply, run)
  })
}

/** @throws PermanentError `run.not-found` */
export async function requireRun(tracking: Services['tracking'], runId: string): Promise<Run> {
  const run = await tracking.getRun(runId)
  if (!run) throw notFound('run.not-found', 'run')
  return run
}

function toRunRequest({ operation, scope, dryRun, limits, verification }: RunRequestBody): RunRequest {
  const request = { operation, scope: parseScope(scope), isDryRun: dryRun ?? false, limits: limits ?? {} }
  return verification ? { ...request, verification: { ...USUAL_VERIFICATION, ...verification } } : request
}

/** A refusal by the gate is answered with all its lines, so that the caller sees what to mend. */
async function withGate(error: unknown, { gateOf }: Services, runId: string): Promise<never> {
  if (!(error instanceof DocliftError) || error.code !== 'gate.refused') throw error
  const gate = await gateOf(runId)
  throw gate ? new GateRefusedError(error, gate) : error
}
