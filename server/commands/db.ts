import type { Command } from 'commander'
import type { CommandTools } from './tools.ts'

export function addDb(program: Command, tools: CommandTools): void {
  const db = program.command('db').description('the tracking database')
  db.command('migrate')
    .description('bring the database to the schema of this version, as its owner (DATABASE_OWNER_URL)')
    .action(async () => {
      await tools.migrate()
      tools.print('The database has the schema of this version.')
    })
}
