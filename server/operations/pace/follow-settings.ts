import { filesOf, megabytesOf } from '../../domain/pace/part.ts'
import type { Context } from '../context.ts'
import { currentSettings } from '../current-settings.ts'

type PaceContext = Parameters<typeof currentSettings>[0] & Pick<Context, 'pace'>

/** Lets what was set since hold for this process, also for files that are under way. */
export async function followSettings(context: PaceContext): Promise<void> {
  const { copyParallel, copyMegabytesPerSecond } = await currentSettings(context)
  const { hosts, bandwidth, worker } = context.pace
  hosts.allow(filesOf(copyParallel, worker))
  bandwidth.allow(megabytesOf(copyMegabytesPerSecond, worker))
}
