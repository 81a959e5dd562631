import { Type } from 'typebox'
import { PermanentError } from '../../../domain/errors.ts'
import type { Services } from '../../../operations/services.ts'
import type { SettingView } from '../../../operations/settings/read-settings.ts'
import type { App } from '../../app.ts'
import { etagOf } from '../../plugins/etag.ts'
import { readResponses } from '../../schemas/problem.ts'
import { SettingsChangeSchema, SettingsSchema } from '../../schemas/settings.ts'
import { ref } from '../../schemas/shared.ts'

const tags = ['settings']

const getSettings = {
  operationId: 'getSettings',
  summary: 'Settings that can be changed while the service runs.',
  description: 'All others are set in the environment, and hold from the next start on.',
  tags,
  response: readResponses(ref(SettingsSchema)),
}
const changeSettings = {
  operationId: 'changeSettings',
  summary: 'Changes settings for all processes.',
  description: `What concerns copying holds within seconds, also for jobs that run. With If-Match, nothing is changed when somebody else changed a
setting since it was read. Doing it again changes nothing, so no Idempotency-Key is needed.`,
  tags,
  headers: Type.Object({
    'if-match': Type.Optional(Type.String({ description: 'ETag of the settings as they were read.', maxLength: 200 })),
  }),
  body: SettingsChangeSchema,
  response: readResponses(ref(SettingsSchema)),
  codes: ['settings.bad-value', 'settings.changed'],
}

export function addSettings(app: App, { settings }: Services): void {
  app.get('/v1/settings', { schema: getSettings, config: { role: 'viewer', hasEtag: true } }, async () => ({
    items: await settings.readSettings(),
  }))

  app.patch(
    '/v1/settings',
    { schema: changeSettings, config: { role: 'admin', hasEtag: true } },
    async (request, reply) => {
      const ifMatch = request.headers['if-match']
      const admit = (items: readonly SettingView[]) => {
        if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== etagOf(String(reply.serialize({ items }))))
          throw changed()
      }
      return { items: await settings.changeSettings(request.body, request.actor, admit) }
    },
  )
}

function changed(): PermanentError {
  const message =
    'Somebody else changed a setting since you read them. Look at them again, then change what is still wrong.'
  return new PermanentError('settings.changed', message)
}
