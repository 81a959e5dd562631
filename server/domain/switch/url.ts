import { type OrgPage, orgPageUrl } from '../link/org-page.ts'
import { type LinkKey, linkToken } from '../link/token.ts'
import { formatObjectUrl } from '../object/location.ts'

/** Who reads the new URL decides its form, so there is no default. */
export const URL_MODES = ['object', 'org', 'link'] as const
export type UrlMode = (typeof URL_MODES)[number]

export type UrlSettings =
  /** The address of the object; the base is where users reach the bucket. */
  | { mode: 'object'; baseUrl: string }
  /** The page in the org that opens the document for whoever may see it. */
  | { mode: 'org'; page: OrgPage }
  /** An address of Doclift that can be revoked; the base is where Doclift answers links, the key the newest. */
  | { mode: 'link'; baseUrl: string; key: LinkKey }

export interface FieldShape {
  /** Longest value of the URL field, in characters, from describe. */
  maxCharacters: number
}

/** What the new URL of a record is made of. */
export interface UrlSubject {
  recordId: string
  objectKey: string
  /** Raised by each revocation of its links. */
  linkGeneration: number
}

/** The URL that a record gets for its object. */
export function newUrl(settings: UrlSettings, subject: UrlSubject): string {
  switch (settings.mode) {
    case 'object':
      return formatObjectUrl(settings.baseUrl, subject.objectKey)
    case 'org':
      return orgPageUrl(settings.page, subject.recordId)
    case 'link':
      return linkUrl(settings.baseUrl, linkToken(settings.key, linkSubject(subject)))
  }
}

/** What the token of a record's link stands for. */
export function linkSubject({ recordId, linkGeneration }: Omit<UrlSubject, 'objectKey'>) {
  return { recordId, generation: linkGeneration }
}

/** Where Doclift answers a token. */
export function linkUrl(baseUrl: string, token: string): string {
  return `${baseUrl.replace(/\/+$/, '')}/d/${token}`
}

/** True when the value fits the field; Salesforce refuses longer ones since API 15 instead of cutting them. */
export function fitsField(url: string, field: FieldShape): boolean {
  return url.length <= field.maxCharacters
}

/** Longest percent-encoded key that still gives a URL within the field; any length where the key is no part of the URL. */
export function maxEncodedKeyCharacters(settings: UrlSettings, field: FieldShape): number {
  if (settings.mode !== 'object') return Number.POSITIVE_INFINITY
  return field.maxCharacters - settings.baseUrl.replace(/\/+$/, '').length - 1
}
