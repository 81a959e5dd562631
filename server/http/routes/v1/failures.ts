import { requireItems } from '../../../domain/run/archive.ts'
import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { idempotencyOf } from '../../idempotency.ts'
import { sendRun } from '../../resources.ts'
import { FailuresSchema, RetrySchema, RunFailuresSchema } from '../../schemas/failure.ts'
import { mutationResponses, readResponses } from '../../schemas/problem.ts'
import { RunSchema } from '../../schemas/run.ts'
import { MutationHeaders, RunIdParams, ref } from '../../schemas/shared.ts'
import { requireRun } from './runs.ts'

const tags = ['failures']

const readFailures = {
  operationId: 'readFailures',
  summary: 'What failed, in groups with their cause, what to do and who does it. The largest group first.',
  tags,
  response: readResponses(ref(FailuresSchema)),
}
const readRunFailures = {
  operationId: 'readRunFailures',
  summary:
    'What one run could not do, in groups with their cause, what to do and who does it. The largest group first.',
  description: `Counts the items of the run as it left them; what became of the records since then is in /v1/failures. The items of a
group are listed by /v1/runs/{id}/items with its code.`,
  tags: ['runs'],
  params: RunIdParams,
  response: readResponses(ref(RunFailuresSchema)),
  codes: ['run.not-found', 'run.items-archived'],
}
const retryFailures = {
  operationId: 'retryFailures',
  summary: 'Tries copies again: a back-up over exactly the records of a group.',
  description: 'What failed while it was switched needs a plan and an approval instead; the answer is then 409.',
  tags,
  headers: MutationHeaders,
  body: RetrySchema,
  codes: ['failures.not-found', 'failures.needs-approval', 'run.outside-test-mode'],
  response: mutationResponses(ref(RunSchema)),
}

export function addFailures(app: App, { failures, tracking }: Services): void {
  app.get('/v1/failures', { schema: readFailures, config: { role: 'viewer' } }, async () => ({
    items: await failures.readFailures(),
  }))

  app.get('/v1/runs/:id/failures', { schema: readRunFailures, config: { role: 'viewer' } }, async ({ params }) => {
    const run = await requireRun(tracking, params.id)
    requireItems(run)
    return { items: await failures.readRunFailures(run.id) }
  })

  app.post('/v1/failures/retry', { schema: retryFailures, config: { role: 'operator' } }, async (request, reply) => {
    const { run } = await failures.retryFailures(request.body, request.actor, idempotencyOf(request))
    return sendRun(reply, run)
  })
}
