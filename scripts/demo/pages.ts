import { buildPages, type Sandbox } from '../../test/sandbox/client.ts'

export interface PagesOptions {
  sandbox: Sandbox
  serviceUrl: string
  say(line: string): void
}

/** The pages of the app in the sandbox org. */
export interface Pages extends Disposable {
  /** Where they are, as soon as they are served. */
  readonly address: string | undefined
}

/**
 * Builds the pages beside whatever else the demo does, serves them in the sandbox org and says where they are. Without
 * them the demo goes on; it says why they are missing.
 */
export function openPages({ sandbox, serviceUrl, say }: PagesOptions): Pages {
  const building = new AbortController()
  let address: string | undefined
  const serve = async () => {
    const { folder } = await buildPages({ say, signal: building.signal })
    await sandbox.control.servePages({ folder, serviceUrl })
    address = `${sandbox.info.org.url}/lightning`
    say(`The app, as an admin sees it: ${address}`)
  }
  serve().catch((error: Error) => building.signal.aborted || say(error.message))
  return {
    get address() {
      return address
    },
    [Symbol.dispose]: () => building.abort(),
  }
}
