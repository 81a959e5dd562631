import { formatId } from './ids.ts'
import type { Journal, UserChange } from './journal.ts'
import { PERMISSION_ASSIGNMENT } from './metadata.ts'
import { integrationUser, type Person, people, type Role } from './people.ts'
import { permissionSetAssignmentObject, permissionSetGroupObject, type Row, userObject } from './schema.ts'
import { fixedTable, type Table } from './tables.ts'

/** Developer names of the permission set groups of Doclift. */
const GROUP_OF_ROLE: Readonly<Record<Role, string>> = {
  viewer: 'DocliftViewer',
  operator: 'DocliftOperator',
  approver: 'DocliftApprover',
  admin: 'DocliftAdmin',
}
const GROUPS = Object.values(GROUP_OF_ROLE)
const USERS: readonly Person[] = [integrationUser, ...Object.values(people)]
/** Each user has a place for the permission set of its profile, which is in no group, and one for each group. */
const PLACES_PER_USER = 1 + GROUPS.length

type UserState = Required<Omit<UserChange, 'userId'>>

/** The users of the org and the permission set groups they are assigned to. */
export class UserDirectory {
  readonly tables: readonly Table[]
  readonly #states = new Map<string, UserState>(USERS.map(({ userId }) => [userId, { isActive: true, groups: [] }]))

  constructor() {
    for (const [role, { userId }] of Object.entries(people)) {
      this.replay({ userId, groups: [{ name: GROUP_OF_ROLE[role as Role], expiresAt: null }] })
    }
    this.tables = [this.#userTable(), groupTable(), this.#assignmentTable()]
  }

  /** @throws RangeError for a user or a group that does not exist */
  commit(journal: Journal, change: UserChange): void {
    this.#stateOf(change.userId)
    const unknown = change.groups?.find(({ name }) => !GROUPS.includes(name))
    if (unknown) throw new RangeError(`There is no permission set group ${unknown.name}.`)
    journal.append({ type: 'user-changed', change })
    this.replay(change)
  }

  /** Applies a change that is in the journal already. */
  replay({ userId, ...change }: UserChange): void {
    this.#states.set(userId, { ...this.#stateOf(userId), ...change })
  }

  #stateOf(userId: string): UserState {
    const state = this.#states.get(userId)
    if (!state) throw new RangeError(`There is no user ${userId}.`)
    return state
  }

  #userTable(): Table {
    const row = (position: number): Row => {
      const { userId, username, name } = USERS[position] as Person
      const { isActive } = this.#stateOf(userId)
      return { Id: userId, Username: username, Name: name, Email: username, IsActive: isActive }
    }
    const rows = USERS.map((_, position) => row(position))
    return { ...fixedTable(userObject(), rows), row }
  }

  #assignmentTable(): Table {
    const size = USERS.length * PLACES_PER_USER
    const row = (position: number) => this.#assignmentRow(position)
    const rows = [...Array.from({ length: size }, (_, position) => row(position)), PERMISSION_ASSIGNMENT]
    return {
      ...fixedTable(permissionSetAssignmentObject(), rows),
      row: (position) => (position === size ? PERMISSION_ASSIGNMENT : row(position)),
      isVisible: (position) =>
        position === size || groupAt(position) === null || this.#assignmentAt(position) !== undefined,
    }
  }

  #assignmentRow(position: number): Row {
    const group = groupAt(position)
    const expiresAt = this.#assignmentAt(position)?.expiresAt ?? null
    return {
      Id: formatId('0PaMx0', position + 1),
      AssigneeId: userAt(position),
      PermissionSetGroupId: group === null ? null : groupId(group),
      PermissionSetId: null,
      ExpirationDate: expiresAt === null ? null : Date.parse(expiresAt),
    }
  }

  #assignmentAt(position: number) {
    return this.#stateOf(userAt(position)).groups.find(({ name }) => name === groupAt(position))
  }
}

function userAt(position: number): string {
  return (USERS[Math.floor(position / PLACES_PER_USER)] as Person).userId
}

function groupAt(position: number): string | null {
  return GROUPS[(position % PLACES_PER_USER) - 1] ?? null
}

function groupTable(): Table {
  return fixedTable(
    permissionSetGroupObject(),
    GROUPS.map((name) => ({ Id: groupId(name), DeveloperName: name, MasterLabel: name })),
  )
}

function groupId(name: string): string {
  return formatId('0PGMx0', GROUPS.indexOf(name) + 1)
}
