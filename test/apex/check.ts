/** One check of the Apex classes and the metadata. */
export interface Check {
  name: string
  needsJava: boolean
  /** Gives what is wrong, one line each. */
  findProblems(): Promise<string[]>
}
