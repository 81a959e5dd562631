import type { CensusRow, CensusStore } from '../../ports/tracking/censuses.ts'
import type { Database } from './client.ts'
import { isoTime } from './values.ts'

interface StoredCensus {
  number: number
  at: string | Date
  batches_done: number
  records: string
  counts: CensusRow['counts']
  result: CensusRow['result']
}

/** What switches set off; each count stays as it was stored. */
export function censusStore(database: Database): CensusStore {
  return {
    async censusesOf(runId) {
      const rows = await database.rows<StoredCensus>(`${SELECT} where run_id = $1 order by number`, [runId])
      return rows.map(toCensusRow)
    },
    async addCensus(runId, { number, at, batchesDone, records, counts, result }) {
      const values = [runId, number, at, batchesDone, records, JSON.stringify(counts), result && JSON.stringify(result)]
      return (await database.rows(ADD, values)).length > 0
    },
  }
}

function toCensusRow({ number, at, batches_done, records, counts, result }: StoredCensus): CensusRow {
  return { number, at: isoTime(at), batchesDone: batches_done, records: Number(records), counts, result }
}

const SELECT = 'select number, at, batches_done, records, counts, result from censuses'

const ADD = `
insert into censuses (run_id, number, at, batches_done, records, counts, result)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict do nothing
returning number`
