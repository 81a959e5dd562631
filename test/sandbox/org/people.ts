import { formatId } from './ids.ts'
import type { Row } from './schema.ts'

export type Role = 'viewer' | 'operator' | 'approver' | 'admin'

export interface Person {
  userId: string
  name: string
  username: string
}

/** The user Doclift logs in as. */
export const integrationUser: Person = person(1, 'Ina Integration', 'integration')

/** One user for each API role. */
export const people: Readonly<Record<Role, Person>> = {
  viewer: person(2, 'Vera Viewer', 'viewer'),
  operator: person(3, 'Omar Operator', 'operator'),
  approver: person(4, 'Ada Approver', 'approver'),
  admin: person(5, 'Abel Admin', 'admin'),
}

/** Gives the User records of the org, in the order of their ids. */
export function userRows(): Row[] {
  return [integrationUser, ...Object.values(people)].map((user) => ({
    Id: user.userId,
    Username: user.username,
    Name: user.name,
    Email: user.username,
    IsActive: true,
  }))
}

function person(number: number, name: string, mailbox: string): Person {
  return { userId: formatId('005Mx0', number), name, username: `${mailbox}@northwind.example` }
}
