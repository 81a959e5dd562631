import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServerOptions } from 'node:https'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from 'fastify'
import type { Services } from '../operations/services.ts'
import { addErrors, sendProblem, toError } from './plugins/errors.ts'
import { addEtags } from './plugins/etag.ts'
import { addIdentity } from './plugins/identity.ts'
import { addMetrics } from './plugins/metrics.ts'
import { addOpenApi, addOpenApiRoute } from './plugins/openapi.ts'
import { addRequestId, requestIdOf } from './plugins/request-id.ts'
import { addSecurityHeaders } from './plugins/security-headers.ts'
import { addHealth } from './routes/health.ts'
import { addAccounts } from './routes/v1/accounts.ts'
import { addOverview } from './routes/v1/overview.ts'
import { addRecords } from './routes/v1/records.ts'
import { addRunPlan } from './routes/v1/run-plan.ts'
import { addRuns } from './routes/v1/runs.ts'
import { NAMED_SCHEMAS } from './schemas/index.ts'

/** The application, knowing the types of its schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

export interface AppOptions {
  logLevel: string
  /** Where log lines go; standard output when absent. */
  logStream?: { write(line: string): void }
  /** Whether only this machine can reach the API; then `/metrics` needs no token. */
  isLoopback: boolean
  tls?: Pick<ServerOptions, 'cert' | 'key'>
}

const BODY_LIMIT_BYTES = 1024 * 1024
/** A request that has not arrived in full by then is a stuck or a hostile one. */
const REQUEST_TIMEOUT_MS = 30_000

/** Builds the API over the operations; it listens to nothing yet. */
export async function buildApp(services: Services, options: AppOptions): Promise<App> {
  const app = createApp(options)
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  app.removeContentTypeParser('text/plain')
  for (const schema of NAMED_SCHEMAS) app.addSchema(schema)
  addRequestId(app)
  addSecurityHeaders(app)
  addErrors(app)
  await addOpenApi(app)
  await addIdentity(app, services)
  addEtags(app)
  addMetrics(app, services, { isPublic: options.isLoopback })
  addRoutes(app, services)
  await app.ready()
  return app
}

function addRoutes(app: App, services: Services): void {
  addHealth(app, services)
  addOpenApiRoute(app)
  addOverview(app, services)
  addAccounts(app, services)
  addRecords(app, services)
  addRuns(app, services)
  addRunPlan(app, services)
}

function createApp(options: AppOptions): App {
  const app = Fastify({
    https: options.tls ?? null,
    logger: loggerOptions(options),
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    exposeHeadRoutes: false,
    frameworkErrors: (error, request, reply) => sendProblem(toError(error), request, reply),
  })
  return app.withTypeProvider<TypeBoxTypeProvider>() as unknown as App
}

const NEVER_LOGGED = ['authorization', 'token', 'headers.authorization', 'req.headers.authorization', '*.authorization']

function loggerOptions({ logLevel, logStream }: AppOptions) {
  const redact = { paths: NEVER_LOGGED, censor: '[secret]' }
  return { level: logLevel, redact, ...(logStream ? { stream: logStream } : {}) }
}
