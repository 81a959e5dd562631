import type { Db } from 'pg-boss'
import type { Log } from '../../ports/log.ts'
import { toDatabaseError } from './errors.ts'

/**
 * Wraps the connection of the queue: says once that the database is away and once that it is back, instead of at every poll.
 * Answers and errors pass through as they are.
 */
export function tellingOfOutages(db: Db, log: Log): Db {
  let isAway = false
  let changes = 0
  return {
    async executeSql(text, values) {
      // How a statement ends tells of now only when nothing changed since it began: one from the outage may fail after its end.
      const began = changes
      const isNews = (isAwayNow: boolean) => began === changes && isAway !== isAwayNow
      const change = () => {
        isAway = !isAway
        changes += 1
      }
      try {
        const result = await db.executeSql(text, values)
        if (isNews(false)) {
          change()
          log.info('The queue reaches the database again.')
        }
        return result
      } catch (error) {
        if (isOutage(error) && isNews(true)) {
          change()
          log.warn('The queue cannot reach the database; it keeps trying.')
        }
        throw error
      }
    },
  }
}

/** Whether an error means that the database could not be reached. */
export function isOutage(error: unknown): boolean {
  return toDatabaseError(error).code === 'database.unavailable'
}
