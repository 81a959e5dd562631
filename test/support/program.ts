import { Writable } from 'node:stream'
import { buildProgram } from '../../server/commands/program.ts'
import type { CommandTools } from '../../server/commands/tools.ts'
import type { Actor } from '../../server/domain/run/run.ts'
import type { Services } from '../../server/operations/services.ts'

/** The commands over given services, with what they said; nobody is there to be asked. */
export function buildTestProgram(services: Services, actor: Actor, tools: Partial<CommandTools> = {}) {
  const out: string[] = []
  const err: string[] = []
  const program = buildProgram({
    print: (text) => out.push(text),
    output: collectInto(out),
    printError: (text) => err.push(text),
    progress: (line) => err.push(line),
    ask: async () => undefined,
    withServices: (act) => act(services, actor),
    withBoundServices: (act) => act(services, actor),
    migrate: async () => {},
    settingsProblems: () => [],
    writeFile: async () => {},
    ...tools,
  })
  return { program, said: () => ({ out: out.join('\n'), err: err.join('\n') }) }
}

function collectInto(parts: string[]): Writable {
  return new Writable({
    decodeStrings: false,
    write(text, _encoding, done) {
      parts.push(text)
      done()
    },
  })
}
