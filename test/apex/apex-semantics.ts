import type { Check } from './check.ts'
import { ROOT } from './files.ts'
import { runJava } from './java.ts'

/** The classes compile: types, methods, fields of records and syntax, but not the names inside SOQL. */
export const apexSemantics: Check = {
  name: 'Apex compiles (apex-ls)',
  needsJava: true,
  findProblems: async () => {
    const args = ['-n', '-d', 'errors', '-f', 'text', '-w', ROOT]
    const { status, output } = runJava('io.github.apexdevtools.apexls.CheckForIssues', args)
    if (status === 0) return []
    return output.split('\n').filter((line) => line !== '')
  },
}
