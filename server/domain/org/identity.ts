/** Which org we speak to, and what one installation is bound to (invariant 13). */

export type Environment = 'sandbox' | 'production'

export interface OrgIdentity {
  /** 18 characters. */
  orgId: string
  name: string
  isSandbox: boolean
}

export interface Binding {
  orgId: string
  environment: Environment
}

/** Why an org and a binding do not belong together, as a sentence; null when they do. */
export function bindingMismatch(bound: Binding, found: Binding, where: string): string | null {
  if (bound.orgId !== found.orgId) {
    return `${where} belongs to org ${bound.orgId}; the login reached org ${found.orgId}. One installation serves one org: use another database and prefix, or mend the login.`
  }
  if (bound.environment !== found.environment) {
    return `${where} is bound to a ${bound.environment} org; the login reached a ${found.environment} org. Mend the login or the environment setting.`
  }
  return null
}

/** The environment an org's own answer stands for. */
export function environmentOf(identity: OrgIdentity): Environment {
  return identity.isSandbox ? 'sandbox' : 'production'
}
