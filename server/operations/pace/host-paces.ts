import { afterRequest, type Concurrency, firstConcurrency, type RequestSeen } from '../../domain/pace/concurrency.ts'
import { type HostPace, PACED_HOSTS, type PacedHost } from '../../domain/pace/hosts.ts'

interface Host {
  pace: Concurrency
  atWork: number
  slowdowns: number
}

interface Waiting {
  hosts: readonly PacedHost[]
  admit(): void
}

/**
 * How many files at a time this process lets ask each host. A file takes its place at all hosts it will ask; one that is slow
 * holds up only the files that ask it.
 */
export class HostPaces {
  #most: number
  readonly #hosts: Readonly<Record<PacedHost, Host>>
  readonly #waiting = new Set<Waiting>()

  /** @param most files at the same time, whatever the hosts can do */
  constructor(most: number) {
    this.#most = most
    const host = (): Host => ({ pace: firstConcurrency(most), atWork: 0, slowdowns: 0 })
    this.#hosts = { 'source-api': host(), 'source-files': host(), store: host() }
  }

  get most(): number {
    return this.#most
  }

  /** Changes the setting; places that are taken stay so until they are given back. */
  allow(most: number): void {
    this.#most = most
    this.#admit()
  }

  /** Waits for a place at each of the hosts. @returns gives the places back, once however often it is called */
  async take(hosts: readonly PacedHost[]): Promise<() => void> {
    if (this.#hasRoom(hosts)) this.#enter(hosts)
    else await new Promise<void>((admit) => this.#waiting.add({ hosts, admit }))
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      for (const host of hosts) this.#hosts[host].atWork -= 1
      this.#admit()
    }
  }

  /** Learns from one request. */
  observe(host: PacedHost, seen: RequestSeen): void {
    const known = this.#hosts[host]
    const before = this.#limitOf(host)
    known.pace = afterRequest(known.pace, seen, { most: this.#most, isFull: known.atWork >= before })
    if (known.pace.limit < before) known.slowdowns += 1
    if (known.pace.limit > before) this.#admit()
  }

  read(): HostPace[] {
    return PACED_HOSTS.map((host) => {
      const { pace, atWork, slowdowns } = this.#hosts[host]
      const limit = this.#limitOf(host)
      return { host, limit, atWork, slowdowns, isSlowed: limit < this.#most && !pace.isDoubling }
    })
  }

  #limitOf(host: PacedHost): number {
    return Math.min(this.#hosts[host].pace.limit, this.#most)
  }

  #hasRoom(hosts: readonly PacedHost[]): boolean {
    return hosts.every((host) => this.#hosts[host].atWork < this.#limitOf(host))
  }

  #enter(hosts: readonly PacedHost[]): void {
    for (const host of hosts) this.#hosts[host].atWork += 1
  }

  /** In the order in which they came, but for those whose hosts are full. */
  #admit(): void {
    for (const waiting of this.#waiting) {
      if (!this.#hasRoom(waiting.hosts)) continue
      this.#enter(waiting.hosts)
      this.#waiting.delete(waiting)
      waiting.admit()
    }
  }
}
