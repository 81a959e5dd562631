import { hashLinkToken, linkToken } from '../../domain/link/token.ts'
import type { SwitchCandidate, SwitchPlanItem } from '../../domain/switch/plan.ts'
import { linkSubject } from '../../domain/switch/url.ts'
import type { IssuedLink } from '../../ports/tracking/links.ts'
import type { Context } from '../context.ts'

/**
 * Makes the links of planned records known to the ledger, where the new URLs are links. That is before anything is written,
 * so that the checks of the plan open them, and no link is ever in Salesforce that is not answered.
 */
export async function issueLinks(
  { ports, settings }: Context,
  candidates: readonly SwitchCandidate[],
  items: readonly SwitchPlanItem[],
): Promise<void> {
  const { url } = settings
  if (url.mode !== 'link') return
  const planned = candidates.filter((_, index) => items[index]?.leftOutReason === null)
  await ports.tracking.saveLinks(
    planned.map((candidate): IssuedLink => {
      const subject = linkSubject(candidate)
      return { ...subject, tokenSha256: hashLinkToken(linkToken(url.key, subject)), kid: url.key.kid }
    }),
  )
}
