import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { AnalysisSchema } from '../../schemas/analysis.ts'
import { readResponses } from '../../schemas/problem.ts'
import { ref } from '../../schemas/shared.ts'

const readAnalysis = {
  operationId: 'readAnalysis',
  summary: 'The newest analysis: Accounts, types, hosts, activity and sizes.',
  description: 'A run of the operation analyse makes one; without one the answer is 404 analysis.none.',
  tags: ['analysis'],
  codes: ['analysis.none'],
  response: readResponses(ref(AnalysisSchema)),
}

export function addAnalysis(app: App, { analysis }: Services): void {
  app.get('/v1/analysis', { schema: readAnalysis, config: { role: 'viewer', hasEtag: true } }, async () => {
    const { analysis: found, ...stored } = await analysis.newestAnalysis()
    return { ...stored, ...found }
  })
}
