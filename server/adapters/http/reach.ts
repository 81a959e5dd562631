import { once } from 'node:events'
import { connect } from 'node:net'
import { TransientError } from '../../domain/errors.ts'

const PORT_OF_HTTPS = 443

/**
 * Opens a connection to a host and closes it; nothing is sent.
 * @param host `host` for the port of https, or `host:port`
 * @throws TransientError `webhook.connection`
 */
export async function reachHost(host: string, signal: AbortSignal): Promise<void> {
  const { hostname, port } = new URL(`https://${host}`)
  const socket = connect({
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? PORT_OF_HTTPS : Number(port),
  })
  try {
    await once(socket, 'connect', { signal })
  } catch {
    throw new TransientError('webhook.connection', `No connection to ${host}. Check that it runs and the firewall.`)
  } finally {
    socket.destroy()
  }
}
