import { readStatus } from '../../../operations/read-status.ts'
import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { toOverview } from '../../resources.ts'
import { OverviewSchema } from '../../schemas/overview.ts'
import { readResponses } from '../../schemas/problem.ts'
import { ref } from '../../schemas/shared.ts'

const getOverview = {
  operationId: 'getOverview',
  summary: 'Coverage, what is running, the gate, and what to do next.',
  tags: ['overview'],
  response: readResponses(ref(OverviewSchema)),
}

export function addOverview(app: App, services: Services): void {
  app.get('/v1/overview', { schema: getOverview, config: { role: 'viewer', hasEtag: true } }, async () =>
    toOverview(await readStatus(services)),
  )
}
