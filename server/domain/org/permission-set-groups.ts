import { hasRole, ROLES, type Role } from '../run/run.ts'

/** The permission set group that stands for each role in the org, by developer name. */
export const GROUP_OF_ROLE: Readonly<Record<Role, string>> = {
  viewer: 'DocliftViewer',
  operator: 'DocliftOperator',
  approver: 'DocliftApprover',
  admin: 'DocliftAdmin',
}

/** True when one of a user's permission set groups is the role's own or that of a higher role. */
export function groupsHoldRole(groups: readonly string[], role: Role): boolean {
  return ROLES.some((one) => hasRole(one, role) && groups.includes(GROUP_OF_ROLE[one]))
}
