import { filesOf, megabytesOf } from '../../domain/pace/part.ts'
import type { Context } from '../context.ts'
import { currentSettings } from '../current-settings.ts'

/** Lets what was set since hold for this process, also for files that are under way, and tells the log what changed. */
export async function followSettings(context: Context): Promise<void> {
  const { copyParallel, copyMegabytesPerSecond } = await currentSettings(context)
  const { hosts, bandwidth, worker } = context.pace
  const files = filesOf(copyParallel, worker)
  const megabytesPerSecond = megabytesOf(copyMegabytesPerSecond, worker)
  if (hosts.most === files && bandwidth.megabytesPerSecond === megabytesPerSecond) return
  hosts.allow(files)
  bandwidth.allow(megabytesPerSecond)
  context.ports.log.info('This process copies at another pace from now on.', { files, megabytesPerSecond })
}
