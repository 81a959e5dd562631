import { writeFile } from 'node:fs/promises'
import { hostname, userInfo } from 'node:os'
import { CommanderError } from 'commander'
import { exitCodeOf } from './commands/exit-codes.ts'
import { buildProgram } from './commands/program.ts'
import { openTerminal } from './commands/terminal.ts'
import { terminalLog } from './commands/terminal-log.ts'
import type { Act, CommandTools } from './commands/tools.ts'
import { readConfig, readDatabaseConfig, settingsProblems } from './config.ts'
import { DocliftError } from './domain/errors.ts'
import type { Actor } from './domain/run/run.ts'
import { causeOf, loadEnvFile } from './process.ts'
import { type Installation, migrate, openInstallation } from './wiring.ts'

const terminal = openTerminal(process)
const { printError } = terminal
const log = terminalLog(printError)

const tools: CommandTools = {
  ...terminal,
  withServices: (act) => withInstallation((installation) => act(installation.services, localActor())),
  withBoundServices: (act) => withInstallation((installation) => actBound(installation, act)),
  settingsProblems: () => settingsProblems(process.env),
  writeFile: (path, text) => writeFile(path, text, { mode: 0o600 }),
  migrate: () => migrate(readDatabaseConfig(process.env), log),
}

async function withInstallation(use: (installation: Installation) => Promise<void>): Promise<void> {
  const installation = await openInstallation(readConfig(process.env), log, undefined, 'cli')
  try {
    await use(installation)
  } finally {
    await installation.close()
  }
}

async function actBound(installation: Installation, act: Act): Promise<void> {
  await installation.bind()
  await act(installation.services, localActor())
}

/** Whoever holds the settings holds the database, so the command line may do everything; the audit log says who it was. */
function localActor(): Actor {
  return { id: `cli:${userName()}@${hostname()}`, role: 'admin' }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A container's user often has no name.
    return `uid-${process.getuid?.() ?? 'unknown'}`
  }
}

/** Commander has said what is wrong with the usage already. */
function end(thrown: unknown): void {
  process.exitCode = exitCodeOf(thrown)
  if (thrown instanceof CommanderError) return
  printError(thrown instanceof DocliftError ? thrown.message : causeOf(thrown))
}

async function main(): Promise<void> {
  loadEnvFile()
  await buildProgram(tools).parseAsync()
}

main().catch(end)
