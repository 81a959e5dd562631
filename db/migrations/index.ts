import { Installation } from './0001-installation.ts'
import { Records } from './0002-records.ts'
import { Runs } from './0003-runs.ts'
import { Counters } from './0004-counters.ts'

/** Every step of the schema, oldest first. A step that was released is never changed; the next one is added below. */
export const MIGRATIONS = [
  { name: '0001-installation', class: Installation },
  { name: '0002-records', class: Records },
  { name: '0003-runs', class: Runs },
  { name: '0004-counters', class: Counters },
]
