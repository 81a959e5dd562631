/** What an org tells about the set-up around the document object. */

/** The document object as the integration user may use it. */
export interface DocumentShape {
  /** Whether it may edit records. */
  isUpdateable: boolean
  /** Null when it sees no such field. */
  field: DocumentField | null
}

export interface DocumentField {
  /** As describe names it: `url`, `string`. */
  type: string
  maxCharacters: number
  isUpdateable: boolean
  isCalculated: boolean
  isEncrypted: boolean
}

/** What the permission sets of the integration user give it, its profile included. */
export interface UserRights {
  isApiEnabled: boolean
  /** "View All Records" of the object, or "View All Data". */
  canViewAll: boolean
}

/** Active automation that runs when a record is updated. */
export interface Automation {
  name: string
}

export interface ValidationRule {
  name: string
  /** Null where a managed package hides it. */
  formula: string | null
}

export interface WorkflowRule extends Automation {
  outboundMessages: number
}

export interface PackageLicence {
  status: string
  /** ISO 8601, UTC; null for a licence without an end. */
  expiresAt: string | null
  /** Whether it counts for every user of the org. */
  isOfWholeOrg: boolean
  /** Whether it was given to the integration user. */
  isOurs: boolean
}
