import type { App } from '../app.ts'

interface KnownRoute {
  pattern: RegExp
  methods: readonly string[]
}

/**
 * Remembers which methods each address has, so that a wrong one is told which are right. Must come before the routes.
 * @returns the methods of an address, none when there is nothing
 */
export function collectMethods(app: App): (path: string) => string[] {
  const known: KnownRoute[] = []
  app.addHook('onRoute', ({ url, method }) => {
    known.push({ pattern: patternOf(url), methods: [method].flat() })
  })
  return (path) => {
    const methods = known.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods)
    return [...new Set(methods)].sort()
  }
}

/** `/v1/runs/:id` fits any one segment, `*` the rest of the address. */
function patternOf(url: string): RegExp {
  const escaped = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/:\w+/g, '[^/]+').replace(/\*/g, '.*')}$`)
}
