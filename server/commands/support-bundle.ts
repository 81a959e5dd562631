import type { Command } from 'commander'
import type { CommandTools } from './tools.ts'

export function addSupportBundle(program: Command, tools: CommandTools): void {
  program
    .command('support-bundle')
    .description('one JSON document for whoever helps, without names, URLs and secrets')
    .option('--out <file>', 'write it there instead of printing it')
    .action(({ out }: { out?: string }) => makeBundle(tools, out))
}

async function makeBundle(tools: CommandTools, out: string | undefined): Promise<void> {
  await tools.withServices(async ({ diagnostics }, actor) => {
    const text = JSON.stringify(await diagnostics.supportBundle(actor), null, 2)
    if (out === undefined) return tools.print(text)
    await tools.writeFile(out, `${text}\n`)
    tools.printError(`The bundle was written to ${out}. Read it before you send it.`)
  })
}
