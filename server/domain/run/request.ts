import { MOST_SAMPLED } from '../analysis/sample.ts'
import { hasLimits } from './limits.ts'
import type { RunRequest } from './run.ts'

/** Why a request cannot become a run, as a sentence; null when it can. */
export function requestProblem(request: RunRequest): string | null {
  const problem = verificationProblem(request)
  if (problem !== null) return problem
  if (request.operation === 'catch_up') return catchUpProblem(request)
  if (request.operation === 'inventory' && request.scope.kind !== 'everything') {
    return 'An inventory reads every entry of the object, so that the counts balance. Use the scope "everything".'
  }
  if (request.operation === 'inventory' && hasLimits(request.limits)) {
    return 'An inventory reads every entry of the object and has no limits. Put the limit on the back-up.'
  }
  if (request.operation === 'analyse') return analysisProblem(request)
  return request.operation === 'roll_back' ? rollBackProblem(request) : waysBackProblem(request)
}

function verificationProblem({ operation, verification }: RunRequest): string | null {
  if (!verification) return null
  if (operation !== 'verify') {
    return 'Only a verification has a level and a sample. Use them with the operation "verify".'
  }
  if (verification.sample === null || verification.level !== 'attested') return null
  return 'The level "attested" asks nobody, so it looks at every record. Leave the sample out, or use "head" or "full".'
}

function rollBackProblem({ scope }: RunRequest): string | null {
  if (scope.kind !== 'failures') return null
  return 'A rollback takes records, Accounts, what one run wrote, or everything. Use one of these scopes.'
}

/** What only a rollback can be asked for. */
function waysBackProblem({ scope }: RunRequest): string | null {
  if (scope.kind === 'run') return 'The scope "run" is what a run wrote. Use it with the operation "roll_back".'
  if (scope.kind === 'records' && scope.overridesConflicts) {
    return 'Only a rollback overrides conflicts. Use overridesConflicts with the operation "roll_back".'
  }
  return null
}

function catchUpProblem({ scope, limits }: RunRequest): string | null {
  if (scope.kind === 'everything' && limits.firstRecords === undefined) return null
  return 'A catch-up reads every change since the last inventory and has no limits. Use the scope "everything".'
}

function analysisProblem({ scope, isDryRun, limits }: RunRequest): string | null {
  if (scope.kind !== 'everything') return 'An analysis counts every record of the ledger. Use the scope "everything".'
  if (isDryRun) return 'An analysis changes nothing, so it has no dry run. Start it without one.'
  if (limits.percentage !== undefined || limits.types !== undefined) {
    return 'An analysis draws its own sample, of all types. Use firstRecords for the size of the sample and no other limit.'
  }
  if ((limits.firstRecords ?? 0) <= MOST_SAMPLED) return null
  return `An analysis reads the start of at most ${MOST_SAMPLED} documents. Set firstRecords to that or less.`
}
