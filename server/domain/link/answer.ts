import { type OrgPage, orgPageUrl } from './org-page.ts'
import { isTokenOf, type LinkKey } from './token.ts'

/** Links that are answered: their keys, the newest first, and the page that they lead to. */
export interface LinkSettings {
  keys: readonly LinkKey[]
  page: OrgPage
}

/** What the ledger knows of a token. */
export interface KnownLink {
  recordId: string
  generation: number
  kid: string
  /** Of the record at this moment. */
  presentGeneration: number
}

/**
 * Where a token leads: to the page in the org, which asks for a login and respects sharing. Undefined for a link that was
 * revoked, whose key is gone, or that no key of ours made.
 */
export function answerLink({ keys, page }: LinkSettings, token: string, link: KnownLink): string | undefined {
  const key = keys.find(({ kid }) => kid === link.kid)
  if (key === undefined || link.generation !== link.presentGeneration) return undefined
  return isTokenOf(token, key, link) ? orgPageUrl(page, link.recordId) : undefined
}
