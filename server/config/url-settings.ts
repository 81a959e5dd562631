import type { Config } from '../config.ts'
import type { LinkSettings } from '../domain/link/answer.ts'
import type { UrlSettings } from '../domain/switch/url.ts'

/** How new URLs are made. Config has everything that its mode needs, or was refused. */
export function urlSettingsOf(config: Pick<Config, 'urls'>): UrlSettings {
  const { mode, baseUrl, page } = config.urls
  switch (mode) {
    case 'object':
      return { mode, baseUrl: required(baseUrl) }
    case 'org':
      return { mode, page: required(page) }
    case 'link':
      return { mode, baseUrl: required(baseUrl), key: required(linkSettingsOf(config)?.keys[0]) }
  }
}

/** Null when the settings have no keys: then no link is answered. */
export function linkSettingsOf({ urls: { linkKeys, page } }: Pick<Config, 'urls'>): LinkSettings | null {
  if (linkKeys.length === 0 || page === null) return null
  const keys = linkKeys.map(({ kid, secret }) => ({ kid, secret: Buffer.from(secret.reveal(), 'base64') }))
  return { keys, page }
}

function required<Value>(value: Value | null | undefined): Value {
  if (value == null) throw new TypeError('The settings of URLs were not checked.')
  return value
}
