import { readFileSync } from 'node:fs'

/**
 * Highest resident memory of this process so far, in bytes. Linux counts it for the program itself (`VmHWM`); what
 * `resourceUsage` gives there may be the peak of the process that started this one.
 */
export function peakResidentBytes(): number {
  const kibibytes = process.platform === 'linux' ? readHighWaterMark() : undefined
  return (kibibytes ?? process.resourceUsage().maxRSS) * 1024
}

function readHighWaterMark(): number | undefined {
  const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
  return match ? Number(match[1]) : undefined
}
