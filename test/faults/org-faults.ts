import type { Fault } from '../sandbox/org/server.ts'

const API = '/services/data/v67.0'
const LOGIN = '/services/oauth2/token'

/** In front of every request, logins included. */
const OF_REQUESTS: Fault[] = [
  ...[API, LOGIN].flatMap((pathPrefix): Fault[] => [
    { name: 'cut-before', pathPrefix },
    { name: 'http-503-html', pathPrefix },
    { name: 'http-404-html', pathPrefix },
  ]),
  { name: 'concurrent-requests-exceeded' },
  { name: 'server-unavailable' },
  { name: 'unknown-exception' },
  { name: 'invalid-session' },
  { name: 'query-timeout' },
  { name: 'expire-tokens' },
  { name: 'gzip-answers' },
  { name: 'cut-download' },
  { name: 'results-not-ready' },
  { name: 'cut-after-write', on: 'query-create' },
]

const OF_WRITES: Fault[] = [
  { name: 'cut-after-write', on: 'collections' },
  { name: 'cut-after-write', on: 'record' },
  { name: 'cut-after-write', on: 'ingest-create' },
  { name: 'cut-after-write', on: 'ingest-upload' },
  { name: 'cut-after-write', on: 'ingest-close' },
  { name: 'cut-upload' },
  { name: 'lock-parent' },
  { name: 'lock-in-trigger' },
  { name: 'lock-spill' },
  { name: 'empty-row-id' },
  { name: 'row-left-out' },
]

/** An operation has few jobs, so each of these also happens once for certain. */
function ofJobs(of: 'ingest' | 'query'): Fault[] {
  return [
    { name: 'job-deleted', of },
    { name: 'job-aborted', of },
    { name: 'job-failed', of },
  ]
}

/**
 * Every fault of the org that strikes by chance, each this often. Those of single records name them; a used-up day and jobs
 * that stand still last until somebody ends them, so they are no matter of chance.
 */
export function faultsOf(phase: 'reading' | 'writing', share: number, seed: string): Fault[] {
  const jobs = ofJobs(phase === 'reading' ? 'query' : 'ingest')
  const byChance = [...OF_REQUESTS, ...(phase === 'writing' ? OF_WRITES : []), ...jobs]
  return [...jobs, ...byChance.map((fault, at) => ({ ...fault, share, seed: `${seed} ${phase} ${at}` }))]
}
