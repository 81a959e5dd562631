import { AccountSchema } from './account.ts'
import { GateSchema } from './gate.ts'
import { OverviewSchema } from './overview.ts'
import { ProblemSchema } from './problem.ts'
import { HistorySchema, RecordSchema } from './record.ts'
import { RunDetailSchema, RunItemSchema, RunSchema } from './run.ts'

/** Every schema that has a name of its own; they are registered before any route. */
export const NAMED_SCHEMAS = [
  ProblemSchema,
  GateSchema,
  RunSchema,
  RunDetailSchema,
  RunItemSchema,
  RecordSchema,
  HistorySchema,
  AccountSchema,
  OverviewSchema,
]
