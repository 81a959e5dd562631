import { createServer, type RequestListener } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { listenOnLoopback } from './steady-port.ts'

/** A server that accepts connections from this machine. */
export interface Listening {
  port: number
  /** `http://127.0.0.1:port`, without a slash at the end. */
  url: string
  /** Ends every connection and refuses new ones for so long, then listens at the same port again. */
  refuse(forMs: number): Promise<void>
  /** Stops listening and ends every connection, whatever it is doing. */
  stop(): Promise<void>
}

/** Longer than the idle time of usual clients, so that no request meets a connection the server has just closed. */
const KEEP_ALIVE_MS = 65_000

/**
 * Serves on the loopback address.
 * @param port 0 chooses a free one
 * @throws the system's error, such as EADDRINUSE
 */
export async function listen(handler: RequestListener, port: number): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, handler)
  const chosen = await listenOnLoopback(server, port)
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  const refuse = async (forMs: number) => {
    await stop()
    await wait(forMs)
    await listenOnLoopback(server, chosen)
  }
  return { port: chosen, url: `http://127.0.0.1:${chosen}`, refuse, stop }
}
