const { join } = require('node:path')
const preset = require('@lwc/jest-preset/jest-preset')

const stubs = join(__dirname, 'node_modules/@salesforce/sfdx-lwc-jest/src/lightning-stubs')

/**
 * The components lie in force-app, their tools here. Where a test imports them from is mapped by name, so that force-app
 * needs no node_modules of its own and the directory the command is started in does not matter.
 */
module.exports = {
  ...preset,
  rootDir: join(__dirname, '../..'),
  roots: ['<rootDir>/force-app', '<rootDir>/test/lwc'],
  testPathIgnorePatterns: ['/node_modules/'],
  modulePaths: ['<rootDir>/test/lwc/node_modules'],
  moduleNameMapper: {
    '^lightning/navigation$': '<rootDir>/test/lwc/mocks/navigation.js',
    '^lightning/(.+)$': join(stubs, '$1', '$1'),
    '^c/(.+)$': '<rootDir>/force-app/main/default/lwc/$1/$1',
  },
  transform: { '\\.(js|html|css)$': join(__dirname, 'transformer.cjs') },
  transformIgnorePatterns: ['/node_modules/(?!.*/lightning-stubs/)'],
  setupFilesAfterEnv: [...preset.setupFilesAfterEnv, join(__dirname, 'setup.cjs')],
  clearMocks: true,
  // Only to end a test that hangs; no test depends on how fast the machine is.
  testTimeout: 180_000,
}
