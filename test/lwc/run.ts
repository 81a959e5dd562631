/**
 * `node test/lwc/run.ts`: runs the Jest tests of the Lightning components. The package here is CommonJS, as Jest's own
 * files are, so the program is a module by the ending of its name.
 */
import('./run-jest.mts')
