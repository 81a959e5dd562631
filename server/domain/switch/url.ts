import { formatObjectUrl } from '../object/location.ts'

/** Who reads the new URL decides its form; only `object` exists so far, and there is no default. */
export const URL_MODES = ['object'] as const
export type UrlMode = (typeof URL_MODES)[number]

export interface UrlSettings {
  mode: UrlMode
  /** Base address under which users reach the bucket, without a trailing slash. */
  baseUrl: string
}

export interface FieldShape {
  /** Longest value of the URL field, in characters, from describe. */
  maxCharacters: number
}

/** The URL that a record gets for its object. */
export function newUrl(settings: UrlSettings, key: string): string {
  return formatObjectUrl(settings.baseUrl, key)
}

/** True when the value fits the field; Salesforce refuses longer ones since API 15 instead of cutting them. */
export function fitsField(url: string, field: FieldShape): boolean {
  return url.length <= field.maxCharacters
}

/** Longest percent-encoded key that still gives a URL within the field. */
export function maxEncodedKeyCharacters(settings: UrlSettings, field: FieldShape): number {
  return field.maxCharacters - settings.baseUrl.replace(/\/+$/, '').length - 1
}
