import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { readResponses } from '../../schemas/problem.ts'
import { ref } from '../../schemas/shared.ts'
import { WorkersSchema } from '../../schemas/worker.ts'

const listWorkers = {
  operationId: 'listWorkers',
  summary: 'The processes of the installation on all machines: version, last sign of life, what each works on.',
  description: 'The longest at work first. A process that ends in order leaves at once, one that dies after an hour.',
  tags: ['diagnostics'],
  response: readResponses(ref(WorkersSchema)),
}

export function addWorkers(app: App, { tracking }: Services): void {
  app.get('/v1/workers', { schema: listWorkers, config: { role: 'viewer' } }, async () => ({
    items: await tracking.listWorkers(),
  }))
}
