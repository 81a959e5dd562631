import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { pageOptions, toPage } from '../../cursor.ts'
import { idempotencyOf } from '../../idempotency.ts'
import { sendRun } from '../../resources.ts'
import { DeadLetterParams, DeadLetterSchema } from '../../schemas/dead-letter.ts'
import { mutationResponses, readResponses } from '../../schemas/problem.ts'
import { RunSchema } from '../../schemas/run.ts'
import { listQuery, MutationHeaders, pageOf, ref } from '../../schemas/shared.ts'

const tags = ['diagnostics']

const listDeadLetters = {
  operationId: 'listDeadLetters',
  summary: 'Tasks that workers could not do: given up with their run, or failing again and again. The oldest first.',
  description: `No task is lost: the ledger knows what is to be done, so what fails for a passing reason is tried until it works. What
fails for another reason halts its run, which waits for a person.`,
  tags,
  querystring: listQuery({}),
  response: readResponses(pageOf(DeadLetterSchema)),
}
const retryDeadLetter = {
  operationId: 'retryDeadLetter',
  summary: 'Lets the run go on that was halted by this task.',
  description:
    'Mend what its sentence names first. A task that is still being tried needs no retry; the answer is then 409.',
  tags,
  params: DeadLetterParams,
  headers: MutationHeaders,
  codes: ['dead-letter.not-found', 'dead-letter.being-tried', 'run.not-halted', 'run.outside-hours'],
  response: mutationResponses(ref(RunSchema)),
}

export function addDeadLetters(app: App, { deadLetters }: Services): void {
  app.get('/v1/dead-letters', { schema: listDeadLetters, config: { role: 'viewer' } }, async ({ query }) =>
    toPage('dead-letters', await deadLetters.listDeadLetters(pageOptions('dead-letters', query)), (letter) => letter),
  )

  app.post(
    '/v1/dead-letters/:id/retry',
    { schema: retryDeadLetter, config: { role: 'operator' } },
    async (request, reply) =>
      sendRun(reply, await deadLetters.retryDeadLetter(request.params.id, request.actor, idempotencyOf(request))),
  )
}
