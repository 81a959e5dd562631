import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/** Below the ports that systems lend to outgoing connections (Linux from 32768, others from 49152). */
const LOWEST = 20_000
const HIGHEST = 32_000
const MOST_TRIES = 100

/**
 * Listens on the loopback address.
 * @param port 0 chooses a free one at which the server can listen again later: no outgoing connection takes it meanwhile
 * @throws the system's error, such as EADDRINUSE
 */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  if (port !== 0) return await listenAt(server, port)
  for (let tries = 1; ; tries += 1) {
    try {
      return await listenAt(server, randomInt(LOWEST, HIGHEST))
    } catch (thrown) {
      if (tries === MOST_TRIES || (thrown as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw thrown
    }
  }
}

/** Such ports for servers that are started later. All are held until the last is found, so that they differ. */
export async function steadyPorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(servers.map((server) => listenOnLoopback(server, 0)))
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

async function listenAt(server: Server, port: number): Promise<number> {
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return port
}
