import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
}

/**
 * Like the platform, the pages load only what is theirs. Files open from any address of this machine, where the store of
 * the sandbox is; in an org that needs a Trusted URL.
 */
const CONTENT_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: http://127.0.0.1:*",
  "frame-src 'self' http://127.0.0.1:*",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Sends a file of the built pages, or 404. The path is one of a parsed URL, which holds no `..`. */
export async function sendFile(response: ServerResponse, folder: string, path: string): Promise<void> {
  const type = TYPES[extname(path)]
  const content = type === undefined ? undefined : await readFile(join(folder, path)).catch(() => undefined)
  if (type === undefined || content === undefined) return void response.writeHead(404).end()
  response.writeHead(200, {
    'content-type': type,
    'content-length': content.length,
    'content-security-policy': CONTENT_POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  })
  response.end(content)
}
