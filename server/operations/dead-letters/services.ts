import { PermanentError } from '../../domain/errors.ts'
import type { Actor, Run } from '../../domain/run/run.ts'
import { type DeadLetter, FAILURES_WORTH_A_LOOK } from '../../domain/worker/dead-letter.ts'
import type { Page } from '../../ports/tracking/reads.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Context } from '../context.ts'
import { resumeRun } from '../resume-run.ts'

/** What workers could not do. */
export interface DeadLetterServices {
  /** Tasks that were given up with their run, and tasks that fail again and again; the oldest first. */
  listDeadLetters(options: { limit: number; after?: string }): Promise<Page<DeadLetter>>
  /**
   * Lets the run go on that was stopped by this task.
   * @throws PermanentError `dead-letter.not-found`, `dead-letter.being-tried`, `run.outside-hours`
   */
  retryDeadLetter(id: string, actor: Actor, idempotency?: IdempotencyBinding): Promise<Run>
}

const PAGE_SIZE = 200

export function deadLetterServices(context: Context): DeadLetterServices {
  const { tracking } = context.ports
  const listDeadLetters: DeadLetterServices['listDeadLetters'] = (options) =>
    tracking.listDeadLetters({ failures: FAILURES_WORTH_A_LOOK, ...options })
  return {
    listDeadLetters,
    async retryDeadLetter(id, actor, idempotency) {
      const before = idempotency && (await tracking.findRetry(idempotency))
      if (before) return before
      const letter = await find(listDeadLetters, id)
      if (letter.state === 'trying') throw beingTried(letter)
      return resumeRun(context, letter.runId, actor, idempotency)
    },
  }
}

async function find(list: DeadLetterServices['listDeadLetters'], id: string): Promise<DeadLetter> {
  for (let after: string | null = null; ; ) {
    const page: Page<DeadLetter> = await list({ limit: PAGE_SIZE, ...(after && { after }) })
    const found = page.items.find((letter) => letter.id === id)
    if (found !== undefined) return found
    if (page.nextCursor === null) throw notFound()
    after = page.nextCursor
  }
}

function notFound(): PermanentError {
  const sentence = 'There is no such dead letter. It may have been done by now: look at the list again.'
  return new PermanentError('dead-letter.not-found', sentence)
}

function beingTried({ runNumber, failures }: DeadLetter): PermanentError {
  const sentence = `This task of run ${runNumber} failed ${failures} times in a row and goes on being tried by itself. Mend what its sentence names; nothing else is to be done.`
  return new PermanentError('dead-letter.being-tried', sentence)
}
