import type { Server, Socket } from 'node:net'

/** Whether bytes pass a link. */
export interface Valve {
  /** Resolves when bytes may pass; never on a connection that is lost meanwhile. */
  pass(): Promise<void>
  interrupt(how: 'cut' | 'silent'): void
  heal(): void
}

/** Puts a valve on everything that connects to a server. */
export function valveOf(server: Server): Valve {
  const sockets = new Set<Socket>()
  let state: 'open' | 'cut' | 'silent' = 'open'
  const loseAll = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket)).on('error', () => {})
    if (state === 'cut') socket.resetAndDestroy()
  })
  return {
    pass: () => (state === 'open' ? Promise.resolve() : new Promise(() => {})),
    interrupt(how) {
      state = how
      if (how === 'cut') loseAll()
    },
    heal() {
      state = 'open'
      loseAll()
    },
  }
}
