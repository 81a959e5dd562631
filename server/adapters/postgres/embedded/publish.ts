import { rename, rm } from 'node:fs/promises'

/**
 * Fills a draft beside the target and renames it into place, so that a directory of this name is always complete: a
 * process that dies leaves only a draft, and of two processes one wins and the other uses the winner's.
 */
export async function publishDirectory(target: string, fill: (draft: string) => Promise<void>): Promise<string> {
  const draft = `${target}.draft-${process.pid}`
  try {
    await rm(draft, { recursive: true, force: true })
    await fill(draft)
    await rename(draft, target).catch(acceptWinner)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return target
}

function acceptWinner(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
}
