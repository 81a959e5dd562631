import { formatId } from './ids.ts'
import type { OrgSetup } from './metadata.ts'
import { people } from './people.ts'
import { flag, identity, moment, type ObjectDefinition, type Row, reference, text } from './schema.ts'
import type { Table } from './tables.ts'

/** What automation did, whoever's updates set it off. Like the set-up, it lasts until the org ends. */
export class SideEffects {
  readonly tables: readonly Table[]
  readonly #setup: OrgSetup
  readonly #tasks: Row[] = earlierTasks()
  readonly #asyncJobs: Row[] = []
  readonly #usedMb = { data: 0, file: 0 }

  constructor(setup: OrgSetup) {
    this.#setup = setup
    this.tables = [growingTable(setup, taskObject(), this.#tasks), growingTable(setup, jobObject(), this.#asyncJobs)]
  }

  /** Storage that was taken, in whole megabytes, as the limits tell it. */
  get usedMb(): { data: number; file: number } {
    return { data: Math.floor(this.#usedMb.data), file: Math.floor(this.#usedMb.file) }
  }

  /** Runs the automation of the set-up for records that were just updated. */
  setOff(records: number, byUserId: string): void {
    const { automation } = this.#setup.settings
    if (automation === null || records === 0) return
    const { tasks = 0, asyncJobs = 0, changesTasks = false, dataStorageMb = 0, fileStorageMb = 0 } = automation
    const now = Date.now()
    if (changesTasks) this.#changeEarlierTasks(byUserId, now)
    for (let made = 0; made < tasks * records; made += 1) this.#tasks.push(task(this.#tasks.length, byUserId, now))
    for (let made = 0; made < asyncJobs * records; made += 1)
      this.#asyncJobs.push(job(this.#asyncJobs.length, byUserId, now))
    this.#usedMb.data += dataStorageMb * records
    this.#usedMb.file += fileStorageMb * records
  }

  #changeEarlierTasks(byUserId: string, atMs: number): void {
    for (const [position, row] of this.#tasks.slice(0, EARLIER_TASKS).entries()) {
      this.#tasks[position] = { ...row, LastModifiedDate: atMs, LastModifiedById: byUserId, SystemModstamp: atMs }
    }
  }
}

/** Tasks that a person made long before anything was switched. */
export const EARLIER_TASKS = 10
const EARLIER_MS = Date.parse('2024-05-02T09:00:00Z')

function earlierTasks(): Row[] {
  return Array.from({ length: EARLIER_TASKS }, (_, index) => task(index, people.operator.userId, EARLIER_MS))
}

function task(index: number, byUserId: string, atMs: number): Row {
  const stamps = { CreatedDate: atMs, CreatedById: byUserId, LastModifiedDate: atMs, LastModifiedById: byUserId }
  return { Id: formatId('00TMx0', index + 1), IsDeleted: false, ...stamps, SystemModstamp: atMs, Subject: 'Call' }
}

function job(index: number, byUserId: string, atMs: number): Row {
  const made = { CreatedDate: atMs, CreatedById: byUserId }
  return { Id: formatId('707Mx0', index + 1), ...made, JobType: 'Queueable', Status: 'Queued' }
}

function taskObject(): ObjectDefinition {
  return {
    name: 'Task',
    label: 'Task',
    keyPrefix: '00T',
    isUpdateable: false,
    fields: [
      identity(),
      flag('IsDeleted', 'Deleted'),
      moment('CreatedDate', 'Created Date'),
      user('CreatedById', 'CreatedBy'),
      moment('LastModifiedDate', 'Last Modified Date'),
      user('LastModifiedById', 'LastModifiedBy'),
      moment('SystemModstamp', 'System Modstamp'),
      text('Subject', 'Subject', 255),
    ],
  }
}

/** Jobs have no stamps of changes. */
function jobObject(): ObjectDefinition {
  return {
    name: 'AsyncApexJob',
    label: 'Apex Job',
    keyPrefix: '707',
    isUpdateable: false,
    fields: [
      identity(),
      moment('CreatedDate', 'Created Date'),
      user('CreatedById', 'CreatedBy'),
      { ...text('JobType', 'Job Type', 40), type: 'picklist' },
      { ...text('Status', 'Status', 40), type: 'picklist' },
    ],
  }
}

function user(name: string, relationship: string) {
  return reference(name, name.replace(/Id$/, ''), { name: relationship, object: 'User' })
}

/** A table whose rows are added while somebody looks; none of them is ever deleted. */
function growingTable(setup: OrgSetup, definition: ObjectDefinition, rows: readonly Row[]): Table {
  return {
    definition,
    get size() {
      return rows.length
    },
    position: (id) => {
      const found = rows.findIndex(({ Id }) => Id === id)
      return found === -1 ? undefined : found
    },
    isVisible: () => true,
    isHidden: () => setup.settings.hiddenObjects.includes(definition.name),
    row: (position) => rows[position] ?? {},
  }
}
