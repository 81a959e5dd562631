import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, buildApp } from '../../../server/http/app.ts'
import { memoryServices } from '../memory-services.ts'

let app: App
let address: string
beforeAll(async () => {
  app = await buildApp(memoryServices(), { logLevel: 'silent', isLoopback: false })
  address = await app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => app.close())

/** Addresses that a page loads by itself. */
function linksOf(html: string): string[] {
  return [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '')
}

describe('the page to browse the API', () => {
  test.each(['/docs', '/docs/'])(
    'at %s loads everything it needs, from this server and without a token',
    async (path) => {
      const page = await fetch(`${address}${path}`)
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      const links = linksOf(await page.text())
      expect(links.filter((link) => link.endsWith('.js')).length).toBeGreaterThanOrEqual(2)
      for (const link of links) {
        const loaded = await fetch(new URL(link, page.url))
        expect([link, loaded.status, new URL(loaded.url).origin]).toEqual([link, 200, address])
        expect((await loaded.arrayBuffer()).byteLength).toBeGreaterThan(100)
      }
    },
  )

  test('runs no script but files of this server, and may not be framed', async () => {
    const page = await fetch(`${address}/docs`)
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none';")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    const html = await page.text()
    expect(html.replace(/<script src="[^"]+"[^>]*>\s*<\/script>/g, '')).not.toMatch(/<script|<style|\son\w+=|style=/)
  })

  test('shows the document of this server, and forgets a token that is typed there', async () => {
    const script = await (await fetch(`${address}/docs/static/swagger-initializer.js`)).text()
    expect(script).toContain("url: resolveUrl('./json')")
    expect(script).toContain('"persistAuthorization":false')
    const shown = await (await fetch(`${address}/docs/json`)).json()
    expect(shown).toEqual(await (await fetch(`${address}/openapi.json`)).json())
  })

  test('leaves the stricter policy of all other answers alone', async () => {
    const { headers } = await fetch(`${address}/openapi.json`)
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
  })

  test('gives no other file of this machine away', async () => {
    for (const path of ['/docs/static/..%2f..%2fpackage.json', '/docs/static/%2e%2e/index.js', '/docs/static/.%00']) {
      expect([path, (await fetch(`${address}${path}`)).status]).not.toEqual([path, 200])
    }
  })
})
