import { readWhoami } from '../../../operations/access/read-whoami.ts'
import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { WhoamiSchema } from '../../schemas/access.ts'
import { readResponses } from '../../schemas/problem.ts'
import { ref } from '../../schemas/shared.ts'

const getWhoami = {
  operationId: 'getWhoami',
  summary: 'Who is calling, with what role, and which org this installation serves.',
  tags: ['access'],
  codes: ['api.org-not-asked'],
  response: readResponses(ref(WhoamiSchema)),
}

export function addWhoami(app: App, services: Services): void {
  app.get('/v1/whoami', { schema: getWhoami, config: { role: 'viewer' } }, ({ actor }) => readWhoami(services, actor))
}
