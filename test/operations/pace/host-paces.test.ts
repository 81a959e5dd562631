import { describe, expect, test } from 'vitest'
import { HOSTS_OF_COPY, HOSTS_OF_SOURCE, type PacedHost } from '../../../server/domain/pace/hosts.ts'
import { HostPaces } from '../../../server/operations/pace/host-paces.ts'

/** Counts those who were let in. */
function crowd(paces: HostPaces) {
  const inside: (() => void)[] = []
  return {
    inside,
    async enter(hosts: readonly PacedHost[], files: number) {
      for (let file = 0; file < files; file += 1) void paces.take(hosts).then((leave) => inside.push(leave))
      await Promise.resolve()
    },
    async settle() {
      await new Promise((resolve) => setImmediate(resolve))
      return inside.length
    },
  }
}

let nowMs = 0
const refused = () => {
  nowMs += 10
  return { beganAtMs: nowMs - 1, endedAtMs: nowMs, sentBytes: 0, isRefused: true }
}
const limits = (paces: HostPaces) => Object.fromEntries(paces.read().map(({ host, limit }) => [host, limit]))

describe('the paces of hosts', () => {
  test('let as many files in as the setting says, and the next when one is done', async () => {
    const paces = new HostPaces(3)
    const { inside, enter, settle } = crowd(paces)
    await enter(HOSTS_OF_COPY, 5)
    expect(await settle()).toBe(3)
    inside[0]?.()
    inside[0]?.()
    expect(await settle()).toBe(4)
    expect(paces.read().map(({ atWork }) => atWork)).toEqual([3, 3, 3])
  })

  test('slow only the files that ask the slow host', async () => {
    const paces = new HostPaces(8)
    paces.observe('store', refused())
    paces.observe('store', refused())
    expect(limits(paces)).toEqual({ 'source-api': 8, 'source-files': 8, store: 2 })
    const { enter, settle } = crowd(paces)
    await enter(HOSTS_OF_COPY, 5)
    expect(await settle()).toBe(2)
    await enter(HOSTS_OF_SOURCE, 4)
    expect(await settle()).toBe(6)
  })

  test('follow the setting at once, up and down, and take nothing from who is inside', async () => {
    const paces = new HostPaces(4)
    const { inside, enter, settle } = crowd(paces)
    await enter(HOSTS_OF_COPY, 8)
    paces.allow(1)
    expect(await settle()).toBe(4)
    for (const leave of inside.slice(0, 3)) leave()
    expect(await settle()).toBe(4)
    inside[3]?.()
    expect(await settle()).toBe(5)
    paces.allow(4)
    expect(await settle()).toBe(8)
  })

  test('count how often a host was slowed down, and say so only while it is below the setting', () => {
    const paces = new HostPaces(4)
    expect(paces.read().some(({ isSlowed }) => isSlowed)).toBe(false)
    paces.observe('source-api', refused())
    expect(paces.read()[0]).toEqual({ host: 'source-api', limit: 2, atWork: 0, slowdowns: 1, isSlowed: true })
    paces.allow(2)
    expect(paces.read()[0]).toMatchObject({ limit: 2, isSlowed: false })
  })
})
