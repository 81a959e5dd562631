import { readFile } from 'node:fs/promises'

/** Highest resident memory of a process so far, in bytes; null where the system does not tell. */
export async function peakMemoryOf({ pid }: { pid?: number | undefined }): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return kibibytes === undefined ? null : Number(kibibytes) * 1_024
}
