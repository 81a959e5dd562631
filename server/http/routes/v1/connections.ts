import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { ConnectionsSchema } from '../../schemas/connection.ts'
import { readResponses } from '../../schemas/problem.ts'
import { ref } from '../../schemas/shared.ts'

const checkConnections = {
  operationId: 'checkConnections',
  summary: 'Looks at every connection now: the org, the vendor, the bucket, the database, the workers, webhook hosts.',
  description: 'Each is given five seconds. Who asks again within ten seconds gets the same answer.',
  tags: ['diagnostics'],
  response: readResponses(ref(ConnectionsSchema)),
}

export function addConnections(app: App, { diagnostics }: Services): void {
  app.get('/v1/connections', { schema: checkConnections, config: { role: 'viewer' } }, async () => ({
    items: await diagnostics.checkConnections(),
  }))
}
