import { hostname, userInfo } from 'node:os'
import { CommanderError } from 'commander'
import { exitCodeOf } from './commands/exit-codes.ts'
import { buildProgram } from './commands/program.ts'
import { terminalLog } from './commands/terminal-log.ts'
import type { Act, CommandTools } from './commands/tools.ts'
import { readConfig, readDatabaseConfig } from './config.ts'
import { toDocliftError } from './domain/errors.ts'
import type { Actor } from './domain/run/run.ts'
import { loadEnvFile } from './process.ts'
import { type Installation, migrate, openInstallation } from './wiring.ts'

const print = (text: string) => void process.stdout.write(`${text}\n`)
const printError = (text: string) => void process.stderr.write(`${text}\n`)
const log = terminalLog(printError)

const tools: CommandTools = {
  print,
  printError,
  withServices: (act) => withInstallation((installation) => act(installation.services, localActor())),
  withBoundServices: (act) => withInstallation((installation) => actBound(installation, act)),
  migrate: () => migrate(readDatabaseConfig(process.env), log),
}

async function withInstallation(use: (installation: Installation) => Promise<void>): Promise<void> {
  const installation = await openInstallation(readConfig(process.env), log)
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
  if (!(thrown instanceof CommanderError)) printError(toDocliftError(thrown).message)
}

async function main(): Promise<void> {
  loadEnvFile()
  await buildProgram(tools).parseAsync()
}

main().catch(end)
