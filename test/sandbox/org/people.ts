import { formatId } from './ids.ts'

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

function person(number: number, name: string, mailbox: string): Person {
  return { userId: formatId('005Mx0', number), name, username: `${mailbox}@northwind.example` }
}
