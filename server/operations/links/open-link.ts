import { answerLink } from '../../domain/link/answer.ts'
import { hashLinkToken, isLinkToken } from '../../domain/link/token.ts'
import type { Context } from '../context.ts'

/**
 * Where a link leads, out of the ledger alone: no store and no org is asked. Undefined alike for a text that is no token, an
 * unknown one, a revoked one, and when this installation answers no links.
 */
export async function openLink({ ports, settings }: Context, token: string): Promise<string | undefined> {
  if (settings.links === null || !isLinkToken(token)) return undefined
  const link = await ports.tracking.findLink(hashLinkToken(token))
  return link && answerLink(settings.links, token, link)
}
