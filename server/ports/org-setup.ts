import type {
  Automation,
  DocumentShape,
  PackageLicence,
  UserRights,
  ValidationRule,
  WorkflowRule,
} from '../domain/preflight/facts.ts'

/**
 * Reading how an org is set up around the document object. All methods are idempotent and fail like those of `OrgReader`;
 * FatalError `salesforce.bad-request` with the org's own `errorCode` in its facts when the integration user may not look.
 */
export interface OrgSetup {
  /** Undefined when the integration user sees no such object. */
  describeDocuments(): Promise<DocumentShape | undefined>
  /** Of the integration user itself. */
  readRights(): Promise<UserRights>
  /** Active ones that run on updates; so are flows and workflow rules. */
  readTriggers(): Promise<Automation[]>
  readFlows(): Promise<Automation[]>
  readWorkflowRules(): Promise<WorkflowRule[]>
  /** Active ones. */
  readValidationRules(): Promise<ValidationRule[]>
  /** Of the URL field; undefined when the org shows no such field. */
  isHistoryTracked(): Promise<boolean | undefined>
  isChangeCaptured(): Promise<boolean>
  /** Undefined when the org shows none. */
  readLicence(namespace: string): Promise<PackageLicence | undefined>
}
