import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { readResponses } from '../../schemas/problem.ts'
import { ref } from '../../schemas/shared.ts'
import { SupportBundleSchema } from '../../schemas/support.ts'

const makeSupportBundle = {
  operationId: 'makeSupportBundle',
  summary: 'One document for whoever helps, without names, URLs and secrets. That it was made is audited.',
  tags: ['diagnostics'],
  response: readResponses(ref(SupportBundleSchema)),
}

export function addSupportBundle(app: App, { diagnostics }: Services): void {
  app.get('/v1/support-bundle', { schema: makeSupportBundle, config: { role: 'admin' } }, async ({ actor }, reply) => {
    const bundle = await diagnostics.supportBundle(actor)
    const fileName = `doclift-support-${bundle.createdAt.slice(0, 10)}.json`
    return reply.header('content-disposition', `attachment; filename="${fileName}"`).send(bundle)
  })
}
