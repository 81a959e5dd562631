const { randomUUID } = require('node:crypto')
const { setup } = require('@sa11y/jest')

setup()

// Every browser that Lightning supports has it; jsdom does not.
globalThis.crypto.randomUUID ??= randomUUID
