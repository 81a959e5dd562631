/** What an AuraHandledException of the package says: its message is the JSON of a problem. */
export class ApexProblem extends Error {
  constructor(problem: { status: number; code: string; detail: string }) {
    super(JSON.stringify(problem))
  }
}
