import { MOST_SAMPLED } from '../analysis/sample.ts'
import type { RunRequest } from './run.ts'

/** Why a request cannot become a run, as a sentence; null when it can. */
export function requestProblem(request: RunRequest): string | null {
  if (request.operation === 'inventory' && request.scope.kind !== 'everything') {
    return 'An inventory reads every entry of the object, so that the counts balance. Use the scope "everything".'
  }
  if (request.operation === 'inventory' && request.limits.firstRecords !== undefined) {
    return 'An inventory reads every entry of the object and has no limits. Put the limit on the back-up.'
  }
  if (request.operation === 'analyse') return analysisProblem(request)
  if (request.operation === 'roll_back' && request.scope.kind !== 'records') {
    return 'A rollback takes single records here. Use the scope "records".'
  }
  return null
}

function analysisProblem({ scope, isDryRun, limits }: RunRequest): string | null {
  if (scope.kind !== 'everything') return 'An analysis counts every record of the ledger. Use the scope "everything".'
  if (isDryRun) return 'An analysis changes nothing, so it has no dry run. Start it without one.'
  if ((limits.firstRecords ?? 0) <= MOST_SAMPLED) return null
  return `An analysis reads the start of at most ${MOST_SAMPLED} documents. Set firstRecords to that or less.`
}
