import type { TaskAtWork } from '../domain/worker/process.ts'
import type { Clock } from '../ports/clock.ts'
import type { Task, TaskContext } from '../ports/work-queue.ts'

type Handler = (task: Task, context: TaskContext) => Promise<void>

/** What a worker works on at this moment. */
export interface TasksAtWork {
  /** The same handler, whose tasks are listed while they are at work. */
  watching(handler: Handler): Handler
  list(): TaskAtWork[]
}

export function tasksAtWork(clock: Clock): TasksAtWork {
  const atWork = new Set<TaskAtWork>()
  return {
    watching: (handler) => async (task, context) => {
      const batchId = task.kind === 'batch' ? task.batchId : null
      const entry = { runId: task.runId, batchId, since: clock.now().toISOString() }
      atWork.add(entry)
      await handler(task, context).finally(() => atWork.delete(entry))
    },
    list: () => [...atWork],
  }
}
