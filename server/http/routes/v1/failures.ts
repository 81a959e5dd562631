import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { idempotencyOf } from '../../idempotency.ts'
import { sendRun } from '../../resources.ts'
import { FailuresSchema, RetrySchema } from '../../schemas/failure.ts'
import { mutationResponses, readResponses } from '../../schemas/problem.ts'
import { RunSchema } from '../../schemas/run.ts'
import { MutationHeaders, ref } from '../../schemas/shared.ts'

const tags = ['failures']

const readFailures = {
  operationId: 'readFailures',
  summary: 'What failed, in groups with their cause, what to do and who does it. The largest group first.',
  tags,
  response: readResponses(ref(FailuresSchema)),
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

export function addFailures(app: App, { failures }: Services): void {
  app.get('/v1/failures', { schema: readFailures, config: { role: 'viewer' } }, async () => ({
    items: await failures.readFailures(),
  }))

  app.post('/v1/failures/retry', { schema: retryFailures, config: { role: 'operator' } }, async (request, reply) => {
    const { run } = await failures.retryFailures(request.body, request.actor, idempotencyOf(request))
    return sendRun(reply, run)
  })
}
