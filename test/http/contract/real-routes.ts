import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { App } from '../../../server/http/app.ts'

const CHANNEL = 'fastify.initialization'

/** Builds an app, and lets a test put hooks in front of all others. Fastify itself announces every instance it makes. */
export async function buildWatched(watch: (app: FastifyInstance) => void, build: () => Promise<App>): Promise<App> {
  const onMade = (message: unknown) => watch((message as { fastify: FastifyInstance }).fastify)
  subscribe(CHANNEL, onMade)
  try {
    return await build()
  } finally {
    unsubscribe(CHANNEL, onMade)
  }
}

/** Builds an app and gives every route it has, as it was registered. */
export async function collectRoutes(build: () => Promise<App>): Promise<{ app: App; routes: RouteOptions[] }> {
  const routes: RouteOptions[] = []
  const app = await buildWatched((made) => made.addHook('onRoute', (route) => void routes.push(route)), build)
  return { app, routes }
}
