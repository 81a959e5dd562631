#!/usr/bin/env node
/** `npx doclift <command>`: the operator commands, through the bootstrap. */
process.argv.splice(2, 0, '--omit-dev', 'server/cli.ts')
await import('./bootstrap.mjs')
