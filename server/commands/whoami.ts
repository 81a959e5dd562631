import type { Command } from 'commander'
import { readWhoami, type Whoami } from '../operations/access/read-whoami.ts'
import { JSON_OPTION } from './show-run.ts'
import type { CommandTools } from './tools.ts'

export function addWhoami(program: Command, tools: CommandTools): void {
  program
    .command('whoami')
    .description('who you are to the audit log, and which org this installation serves')
    .option(...JSON_OPTION)
    .action(({ json }: { json?: true }) =>
      tools.withServices(async (services, actor) => {
        const whoami = await readWhoami(services, actor)
        tools.print(json ? JSON.stringify(whoami, null, 2) : formatWhoami(whoami))
      }),
    )
}

function formatWhoami({ actorId, roles, organisationId, environment, profile, testMode }: Whoami): string {
  const org = organisationId === null ? 'bound to no org yet' : `org ${organisationId}`
  return `${actorId}: ${roles.join(', ')}.\nProfile ${profile}, ${environment}, ${org}.${testMode === null ? '' : `\n${testMode}`}`
}
