import type { Analysis } from '../../domain/analysis/analysis.ts'
import type { RunPrediction } from '../../domain/forecast/prediction.ts'
import type { RunPace } from '../../domain/forecast/rates.ts'
import type { AnalysisStore } from '../../ports/tracking/analyses.ts'
import type { Database, Sql } from './client.ts'
import { drawSample } from './sql/draw-sample.ts'
import { readRecordFacts } from './sql/read-record-facts.ts'
import { readSeries } from './sql/read-series.ts'
import { itemsOf, readTotals } from './sql/read-totals.ts'
import { isoTime } from './values.ts'

type Analyses = Pick<
  AnalysisStore,
  'readRecordFacts' | 'drawSample' | 'saveAnalysis' | 'hasAnalysis' | 'newestAnalysis'
>
type Predictions = Pick<AnalysisStore, 'savePrediction' | 'predictionOf' | 'paceOf' | 'recentPaces'>

/** What was found out about the whole org, what was predicted, and how fast work goes. */
export function analysisStore(database: Database): AnalysisStore {
  return {
    ...analyses(database),
    ...predictions(database),
    readSeries: (span) => readSeries(database, span),
  }
}

function analyses(database: Database): Analyses {
  return {
    readRecordFacts: () => database.snapshot(readRecordFacts),
    drawSample: (runId, sizes) => drawSample(database, runId, sizes),

    async saveAnalysis(runId, analysis, at) {
      await database.rows(
        'insert into analyses (run_id, at, result) values ($1, $2, $3) on conflict (run_id) do nothing',
        [runId, at, JSON.stringify(analysis)],
      )
    },

    async hasAnalysis(runId) {
      return (await database.rows('select 1 from analyses where run_id = $1', [runId])).length > 0
    },

    async newestAnalysis() {
      const [row] = await database.rows<{ run_id: string; number: string; at: string; result: Analysis }>(
        `select run_id, number, at, result
         from analyses join runs on runs.id = run_id
         order by at desc, run_id desc limit 1`,
      )
      if (!row) return undefined
      return { runId: row.run_id, runNumber: Number(row.number), at: isoTime(row.at), analysis: row.result }
    },
  }
}

function predictions(database: Database): Predictions {
  return {
    async savePrediction(runId, prediction, at) {
      await database.rows(
        `insert into run_forecasts (run_id, at, forecast) values ($1, $2, $3)
         on conflict (run_id) do update set at = excluded.at, forecast = excluded.forecast`,
        [runId, at, JSON.stringify(prediction)],
      )
    },

    async predictionOf(runId) {
      const [row] = await database.rows<{ at: string; forecast: RunPrediction }>(
        'select at, forecast from run_forecasts where run_id = $1',
        [runId],
      )
      return row ? { at: isoTime(row.at), prediction: row.forecast } : undefined
    },

    async paceOf(runId, now) {
      const begun = await database.rows<BegunRun>(
        `select id, ${SECONDS} from runs where id = $1 and started_at is not null`,
        [runId, now],
      )
      return (await pacesOf(database, begun))[0]
    },

    async recentPaces(operation, { limit, now, level = null }) {
      const begun = await database.rows<BegunRun>(
        `select id, ${WORK} from runs
         where operation = $1 and started_at is not null
           and (operation <> 'verify' or $4::text is null or coalesce(verification ->> 'level', 'head') = $4)
         order by number desc limit $3`,
        [operation, now, limit, level],
      )
      return await pacesOf(database, begun)
    },
  }
}

interface BegunRun {
  id: string
  seconds: string
  /** Writes of a canary before it is switched for good, where they count. */
  rehearsed?: string
}

const TOOK = 'extract(epoch from coalesce(ended_at, $2::timestamptz) - started_at)'
const SECONDS = `${TOOK} as seconds`

/** A switch does nothing while it rests, and much more than its records say while it rehearses. */
const WORK = `
  ${TOOK} - coalesce((
    select sum(least(60 * cohort.soak_minutes,
      extract(epoch from coalesce(runs.ended_at, $2::timestamptz) - cohort.ended_at)))
    from cohorts as cohort
    where cohort.run_id = runs.id and cohort.ended_at is not null
  ), 0) as seconds,
  (select count(*) + count(taken_back_at) from run_items where run_id = runs.id and tried_at is not null) as rehearsed`

async function pacesOf(sql: Sql, runs: readonly BegunRun[]): Promise<RunPace[]> {
  const totals = await readTotals(
    sql,
    runs.map(({ id }) => itemsOf(id)),
  )
  return runs.map(({ id, seconds, rehearsed = '0' }) => {
    const { planned = 0, pending = 0, bytes = 0 } = totals.get(itemsOf(id)) ?? {}
    return { seconds: Number(seconds), settled: planned - pending + Number(rehearsed), bytes }
  })
}
