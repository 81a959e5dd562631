import { toDocliftError } from '../domain/errors.ts'
import type { Context } from './context.ts'

/** Does something with a few tries, as settings say, while it fails for passing reasons. @throws the error of the last try */
export async function withTries<Result>(
  { ports, settings }: Context,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  const { tries, retryAfterMs } = settings.copy
  for (let attempt = 1; ; attempt += 1) {
    try {
      signal.throwIfAborted()
      return await work()
    } catch (thrown) {
      signal.throwIfAborted()
      const error = toDocliftError(thrown)
      if (error.behaviour !== 'transient' || attempt === tries) throw error
      await ports.clock.sleep(error.retryAfterMs ?? retryAfterMs * 2 ** (attempt - 1), signal)
    }
  }
}
