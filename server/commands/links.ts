import type { Command } from 'commander'
import type { LinkScope } from '../ports/tracking/links.ts'
import { parseSalesforceId } from './arguments.ts'
import { confirmAct, YES_OPTION } from './confirm.ts'
import { JSON_OPTION } from './show-run.ts'
import type { CommandTools } from './tools.ts'

interface RevokeOptions {
  yes?: true
  json?: true
}

export function addLinks(program: Command, tools: CommandTools): void {
  const links = program.command('links').description('links of the mode "link", which lead to the page in the org')
  const revoke = links.command('revoke').description('stop links at once; the next switch writes new ones')
  revoke
    .command('record')
    .description('stop every link to the document of a record')
    .argument('<record>', 'Salesforce id of the record', parseSalesforceId)
    .option(...YES_OPTION)
    .option(...JSON_OPTION)
    .action((recordId: string, options: RevokeOptions) => revokeLinks(tools, { kind: 'record', recordId }, options))
  revoke
    .command('account')
    .description('stop every link to a document of an Account')
    .argument('<account>', 'Salesforce id of the Account', parseSalesforceId)
    .option(...YES_OPTION)
    .option(...JSON_OPTION)
    .action((accountId: string, options: RevokeOptions) => revokeLinks(tools, { kind: 'account', accountId }, options))
  revoke
    .command('all')
    .description('stop every link there is')
    .option(...YES_OPTION)
    .option(...JSON_OPTION)
    .action((options: RevokeOptions) => revokeLinks(tools, { kind: 'everything' }, options))
}

async function revokeLinks(tools: CommandTools, scope: LinkScope, options: RevokeOptions): Promise<void> {
  await tools.withBoundServices(async (services, actor) => {
    await confirmAct(tools, services, sentenceOf(scope), options)
    const revoked = await services.links.revokeLinks(scope, actor)
    tools.print(options.json ? JSON.stringify(revoked, null, 2) : doneSentence(revoked.records))
  })
}

function sentenceOf(scope: LinkScope): string {
  const until = 'Salesforce holds them until the next switch, and they open nothing until then.'
  switch (scope.kind) {
    case 'record':
      return `This stops every link to the document of record ${scope.recordId}. ${until}`
    case 'account':
      return `This stops every link to a document of Account ${scope.accountId}. ${until}`
    case 'everything':
      return `This stops every link there is. ${until}`
  }
}

function doneSentence(records: number): string {
  const what = records === 1 ? 'The links of one record are' : `The links of ${records} records are`
  return `${what} stopped. Run "doclift run switch" to write new ones.`
}
