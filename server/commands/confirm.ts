import { PermanentError } from '../domain/errors.ts'
import type { Services } from '../operations/services.ts'
import type { CommandTools } from './tools.ts'

/** How `--yes` is described by every command that has it. */
export const YES_OPTION = ['--yes', 'do not ask; for scripts'] as const

/**
 * Lets a person type the org's domain before something happens that users notice.
 * @param sentence what is about to happen
 * @throws PermanentError `cli.not-confirmed` when something else was typed, or nobody can be asked
 */
export async function confirmAct(
  tools: CommandTools,
  { orgDomain }: Pick<Services, 'orgDomain'>,
  sentence: string,
  { yes }: { yes?: true },
): Promise<void> {
  if (yes) return
  const typed = await tools.ask(`${sentence}\nType ${orgDomain} to go on: `)
  if (typed?.trim() !== orgDomain) throw notConfirmed(typed, orgDomain)
}

function notConfirmed(typed: string | undefined, orgDomain: string): PermanentError {
  const sentence =
    typed === undefined
      ? 'This has to be confirmed, and nobody can be asked here. In a script, give --yes. Nothing was done.'
      : `What was typed is not ${orgDomain}. Nothing was done.`
  return new PermanentError('cli.not-confirmed', sentence)
}
