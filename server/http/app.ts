import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServerOptions } from 'node:https'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  type RawServerDefault,
} from 'fastify'
import { Settings } from 'typebox/system'
import { type Redact, redactor } from '../domain/redact.ts'
import type { Services } from '../operations/services.ts'
import { addDocsPage } from './plugins/docs-page.ts'
import { addErrors, sendProblem, toError } from './plugins/errors.ts'
import { addEtags } from './plugins/etag.ts'
import { addIdentity } from './plugins/identity.ts'
import { addMetrics } from './plugins/metrics.ts'
import { addOpenApi, addOpenApiRoute } from './plugins/openapi.ts'
import { addRequestId, requestIdOf } from './plugins/request-id.ts'
import { addSecurityHeaders, securityHeaders } from './plugins/security-headers.ts'
import { addUnderPressure, type PressureLimits } from './plugins/under-pressure.ts'
import { addHealth } from './routes/health.ts'
import { addLinks } from './routes/links.ts'
import { addAccounts } from './routes/v1/accounts.ts'
import { addAnalysis } from './routes/v1/analysis.ts'
import { addConnections } from './routes/v1/connections.ts'
import { addDeadLetters } from './routes/v1/dead-letters.ts'
import { addDownloads } from './routes/v1/downloads.ts'
import { addDrift } from './routes/v1/drift.ts'
import { addFailures } from './routes/v1/failures.ts'
import { addForecast } from './routes/v1/forecast.ts'
import { addLinkRevocations } from './routes/v1/link-revocations.ts'
import { addOverview } from './routes/v1/overview.ts'
import { addPreflight } from './routes/v1/preflight.ts'
import { addReceipts } from './routes/v1/receipts.ts'
import { addRecordActs } from './routes/v1/record-acts.ts'
import { addRecords } from './routes/v1/records.ts'
import { addReports } from './routes/v1/reports.ts'
import { addRunEvents } from './routes/v1/run-events.ts'
import { addRunPlan } from './routes/v1/run-plan.ts'
import { addRuns } from './routes/v1/runs.ts'
import { addSeries } from './routes/v1/series.ts'
import { addSettings } from './routes/v1/settings.ts'
import { addSupportBundle } from './routes/v1/support-bundle.ts'
import { addTokens } from './routes/v1/tokens.ts'
import { addWebhooks } from './routes/v1/webhooks.ts'
import { addWhoami } from './routes/v1/whoami.ts'
import { addWorkers } from './routes/v1/workers.ts'
import { NAMED_SCHEMAS } from './schemas/index.ts'
import { compileSerializers } from './serializers.ts'

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
  /** Takes secrets out of finished log lines; those that show by their shape alone when absent. */
  redact?: Redact
  /** Beyond these requests are turned away; there are no limits when absent. */
  pressure?: PressureLimits
  /** Whether only this machine can reach the API; then `/metrics` needs no token. */
  isLoopback: boolean
  tls?: Pick<ServerOptions, 'cert' | 'key'>
}

const MOST_FAULTS_TOLD = 64
const BODY_LIMIT_BYTES = 1024 * 1024
/** As long as Node lets a request's head be: a part of an address that is too long is then told what is wrong with it. */
const LONGEST_ADDRESS = 16 * 1024
/** A request that has not arrived in full by then is a stuck or a hostile one. */
const REQUEST_TIMEOUT_MS = 30_000

/** Builds the API over the operations; it listens to nothing yet. */
export async function buildApp(services: Services, options: AppOptions): Promise<App> {
  const app = createApp(options)
  // With fewer, what a union has to say of its last form is lost.
  Settings.Set({ maxErrors: MOST_FAULTS_TOLD })
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  app.removeContentTypeParser('text/plain')
  for (const schema of NAMED_SCHEMAS) app.addSchema(schema)
  addRequestId(app)
  addSecurityHeaders(app, { hasTls: options.tls !== undefined })
  addErrors(app)
  await addUnderPressure(app, options.pressure)
  await addOpenApi(app)
  await addIdentity(app, services)
  await addDocsPage(app)
  addEtags(app)
  addMetrics(app, services, { isPublic: options.isLoopback })
  addRoutes(app, services)
  await app.ready()
  return app
}

function addRoutes(app: App, services: Services): void {
  addHealth(app, services)
  addLinks(app, services)
  addOpenApiRoute(app)
  addOverview(app, services)
  addAccounts(app, services)
  addRecords(app, services)
  addRuns(app, services)
  addRunPlan(app, services)
  addWhoami(app, services)
  addTokens(app, services)
  addRunEvents(app, services)
  addWebhooks(app, services)
  addReports(app, services)
  addDownloads(app, services)
  addReceipts(app, services)
  addRecordActs(app, services)
  addAnalysis(app, services)
  addForecast(app, services)
  addSeries(app, services)
  addFailures(app, services)
  addLinkRevocations(app, services)
  addDrift(app, services)
  addPreflight(app, services)
  addConnections(app, services)
  addWorkers(app, services)
  addDeadLetters(app, services)
  addSettings(app, services)
  addSupportBundle(app, services)
}

function createApp(options: AppOptions): App {
  const headers = securityHeaders({ hasTls: options.tls !== undefined })
  const app = Fastify({
    https: options.tls ?? null,
    logger: loggerOptions(options),
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // What comes while the service stops is refused by plugins/under-pressure.ts, in our own words.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    schemaController: { compilersFactory: { buildSerializer: compileSerializers } },
    routerOptions: { maxParamLength: LONGEST_ADDRESS },
    // What fails before routing runs no hook, and gets the headers of every answer here.
    frameworkErrors: (error, request, reply) =>
      sendProblem(toError(error), request, reply.headers({ ...headers, 'x-request-id': request.id })),
  })
  return app.withTypeProvider<TypeBoxTypeProvider>() as unknown as App
}

const NEVER_LOGGED = ['authorization', 'token', 'headers.authorization', 'req.headers.authorization', '*.authorization']

function loggerOptions({ logLevel, logStream, redact = redactor([]) }: AppOptions) {
  return {
    level: logLevel,
    redact: { paths: NEVER_LOGGED, censor: '[secret]' },
    hooks: { streamWrite: redact },
    serializers: { req: describeRequest },
    ...(logStream ? { stream: logStream } : {}),
  }
}

/** Without headers and query, and without what stands below `/v1/downloads/` and `/d/`: that is a token. */
function describeRequest({ method, url, ip }: FastifyRequest) {
  const path = (url.split('?')[0] ?? '').replace(/^(\/+v1\/downloads\/|\/+d\/).+/i, '$1[secret]')
  return { method, url: path, remoteAddress: ip }
}
