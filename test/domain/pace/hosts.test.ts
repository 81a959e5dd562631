import { expect, test } from 'vitest'
import { describePace, type HostPace, PACED_HOSTS } from '../../../server/domain/pace/hosts.ts'

const hosts = (...limits: number[]): HostPace[] =>
  PACED_HOSTS.map((host, at) => {
    const limit = limits[at] ?? 0
    return { host, limit, atWork: 0, slowdowns: 0, isSlowed: limit < 16 }
  })

test('the pace of a process is told with the host that keeps it from more', () => {
  expect(describePace(hosts(16, 16, 16), 16)).toBe('It copies up to 16 files at the same time.')
  expect(describePace(hosts(12, 16, 3), 16)).toBe(
    'It copies up to 3 files at the same time, of at most 16; it is slowed by the bucket.',
  )
  expect(describePace(hosts(2, 12, 3), 16)).toMatch(/slowed by the vendor's API\.$/)
})
