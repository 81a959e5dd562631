import { describeCapabilities, type StoreCapabilities } from '../../domain/object/store-capabilities.ts'
import { bindingMismatch, environmentOf } from '../../domain/org/identity.ts'
import { describePace } from '../../domain/pace/hosts.ts'
import { describeWorkers } from '../../domain/pace/part.ts'
import type { Context } from '../context.ts'
import { isNotListed, UPLOADS_NOT_LISTED } from '../housekeeping/sweep-uploads.ts'
import { readUsage } from '../read-usage.ts'
import type { About } from './about.ts'
import type { Connection, Finding } from './finding.ts'
import { versionsOf } from './versions.ts'

/** The connections of an installation, each looked at by the least that proves it. Nothing stays written anywhere. */
export function connectionsOf(context: Context, about: About): Connection[] {
  return [
    { name: 'database', advice: DATABASE, look: () => lookAtDatabase(context) },
    { name: 'org', advice: ORG, look: () => lookAtOrg(context, about) },
    { name: 'vendor', advice: VENDOR, look: (signal) => context.ports.source.check(signal) },
    ...versionsOf(context),
    { name: 'bucket', advice: BUCKET, look: () => lookAtBucket(context, about) },
    { name: 'worker', advice: WORKER, look: () => lookAtWorker(context) },
    ...webhooksOf(about),
  ]
}

const DATABASE =
  'Whoever runs the database: start it and check DATABASE_URL. After an update of Doclift, run "npx doclift db migrate".'
const ORG =
  'The administrator of the org: check the external client app and its user in Setup. An operator: check the SALESFORCE_ settings.'
const VENDOR =
  'An operator: check SOURCES and the VENDOR_ and SOURCE_ settings of what it names. If they are right, ask the vendor for a new token.'
const BUCKET = 'Whoever runs the bucket: check the DESTINATION_ settings and what the access key may do.'
const WORKER = 'An operator: start the service with WORKER=inside, or start a worker with "npm run worker".'
const WEBHOOKS = 'Whoever runs the receiving host: start it. An operator: check WEBHOOK_HOSTS and the firewall.'

/** A task is taken within seconds while a worker lives. */
const LONGEST_WAIT_MS = 60_000
const LONGEST_SILENCE_MS = 60_000

async function lookAtDatabase({ ports }: Context): Promise<Finding> {
  const { role, schemaVersion, serverVersion } = await ports.tracking.readDatabaseFacts()
  const sentence = `PostgreSQL ${serverVersion} answers; the schema has version ${schemaVersion}, the role is ${role}.`
  return { status: 'ok', sentence, facts: { role, schemaVersion, serverVersion } }
}

async function lookAtOrg(context: Context, { environment }: About): Promise<Finding> {
  const { ports } = context
  const identity = await ports.org.identity()
  const found = { orgId: identity.orgId, environment: environmentOf(identity) }
  const bound = await ports.tracking.readBinding().catch(() => undefined)
  const usage = await readUsage(context).catch(() => null)
  const facts = { ...found, apiUsed: usage?.used ?? null, apiAllowed: usage?.allowed ?? null }
  const mismatch = bindingMismatch(bound ?? { orgId: found.orgId, environment }, found, 'This installation')
  if (mismatch !== null) return { status: 'failing', sentence: mismatch, facts }
  const room =
    usage === null
      ? ''
      : ` ${usage.used} of ${usage.allowed} API requests of a day are used; Doclift works up to ${usage.ceiling}.`
  return { status: 'ok', sentence: `Logged in to ${found.environment} org ${found.orgId}.${room}`, facts }
}

async function lookAtBucket(context: Context, about: About): Promise<Finding> {
  const { ports } = context
  const [stamp, bound] = await Promise.all([about.readStamp(), ports.tracking.readBinding().catch(() => undefined)])
  const { name } = ports.store
  if (!stamp) return { status: 'failing', sentence: `The ${name} answers, but the prefix has no stamp yet.` }
  const mismatch = bound ? bindingMismatch(stamp, bound, 'The destination prefix') : null
  if (mismatch !== null) return { status: 'failing', sentence: mismatch }
  const [capabilities, unlisted] = await Promise.all([ports.store.capabilities(), tellUnlistedUploads(context)])
  const sentence = `The ${name} answers, and the prefix is stamped for this org. ${describeCapabilities(capabilities)}`
  const facts = { ...factsOf(capabilities), listsUploads: String(unlisted === '') }
  return { status: 'ok', sentence: `${sentence}${unlisted}`, facts }
}

/** Everything works without that permission; only what a crash left in the store is not found. */
async function tellUnlistedUploads({ ports, settings }: Context): Promise<string> {
  try {
    for await (const _ of ports.store.listUnfinishedUploads(`${settings.copy.prefix}/_doclift/`)) break
    return ''
  } catch (error) {
    if (!isNotListed(error)) throw error
    return ` ${UPLOADS_NOT_LISTED}`
  }
}

function factsOf({ refusesWrong, keepsExisting, keepsVersions }: StoreCapabilities): Finding['facts'] {
  return {
    refusesWrongOfObjects: refusesWrong.objects.join(' '),
    refusesWrongOfParts: refusesWrong.parts.join(' '),
    keepsExistingObjects: String(keepsExisting.objects),
    keepsExistingAtCompletion: String(keepsExisting.completions),
    keepsVersions: String(keepsVersions),
  }
}

async function lookAtWorker({ ports, pace }: Context): Promise<Finding> {
  const { queues, oldestWaitingMs, lastSignOfWorkAt, isWorkingHere } = await ports.queue.depth()
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0)
  const atWork = queues.reduce((sum, queue) => sum + queue.atWork, 0)
  const facts = { waiting, atWork, lastSignOfWorkAt }
  const now = ports.clock.now().getTime()
  if (isWorkingHere) {
    const sentence = `${describeWorkers(pace.worker)} ${describePace(pace.hosts.read(), pace.hosts.most)}`
    return { status: 'ok', sentence, facts }
  }
  if (lastSignOfWorkAt && now - Date.parse(lastSignOfWorkAt) < LONGEST_SILENCE_MS) {
    return { status: 'ok', sentence: 'A worker gave a sign of life within the last minute.', facts }
  }
  if ((oldestWaitingMs ?? 0) > LONGEST_WAIT_MS) {
    return { status: 'failing', sentence: `${waiting} tasks wait and nobody takes them.`, facts }
  }
  return { status: 'unknown', sentence: 'Nothing has been worked on lately, so no worker can be seen.', facts }
}

function webhooksOf(about: About): Connection[] {
  if (about.webhookHosts.length === 0) return []
  return [{ name: 'webhooks', advice: WEBHOOKS, look: (signal) => lookAtWebhooks(about, signal) }]
}

async function lookAtWebhooks({ webhookHosts, reach }: About, signal: AbortSignal): Promise<Finding> {
  const reached = await Promise.allSettled(webhookHosts.map((host) => reach(host, signal)))
  const silent = webhookHosts.filter((_, index) => reached[index]?.status === 'rejected')
  if (silent.length > 0) return { status: 'failing', sentence: `No connection to ${silent.join(', ')}.` }
  return { status: 'ok', sentence: `${webhookHosts.join(', ')} can be reached.` }
}
