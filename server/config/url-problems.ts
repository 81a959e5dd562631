import { lightningHostOf } from '../domain/link/org-page.ts'
import { isLoopbackHost } from './addresses.ts'
import type { Settings } from './variables.ts'

/** What the form of the new URLs needs, and what the settings about links may not say: a sentence for each broken rule. */
export function urlProblems(settings: Partial<Settings>): string[] {
  const problems = [
    baseProblem(settings),
    lightningProblem(settings),
    keysProblem(settings),
    hostProblem(settings),
    anonymousProblem(settings),
  ]
  return problems.filter((problem) => problem !== null)
}

function baseProblem({ URL_MODE: mode, URL_BASE: base }: Partial<Settings>): string | null {
  if (mode === 'object' && base === undefined)
    return 'URL_MODE object needs URL_BASE: the address under which users reach the bucket.'
  if (mode === 'link' && base === undefined)
    return 'URL_MODE link needs URL_BASE: the address under which users reach Doclift itself.'
  if (mode === 'org' && base !== undefined)
    return 'URL_MODE org makes its URLs of SALESFORCE_LIGHTNING_URL; take URL_BASE out.'
  return null
}

function lightningProblem(settings: Partial<Settings>): string | null {
  if (settings.SALESFORCE_LIGHTNING_URL !== undefined) return null
  if (settings.URL_MODE === 'org' || settings.URL_MODE === 'link')
    return `URL_MODE ${settings.URL_MODE} needs SALESFORCE_LIGHTNING_URL: users open documents there.`
  if (settings.LINK_KEYS_FILE === undefined) return null
  return 'LINK_KEYS_FILE needs SALESFORCE_LIGHTNING_URL: links lead there.'
}

function keysProblem({ URL_MODE: mode, LINK_KEYS_FILE: file }: Partial<Settings>): string | null {
  return mode === 'link' && file === undefined
    ? 'URL_MODE link needs LINK_KEYS_FILE: its first key signs the links.'
    : null
}

/** Links must lead to this org and no other place, so the address must belong to the org of the login. */
function hostProblem(settings: Partial<Settings>): string | null {
  const [lightning, login] = [parse(settings.SALESFORCE_LIGHTNING_URL), parse(settings.SALESFORCE_LOGIN_URL)]
  if (lightning === null || login === null) return null
  if (lightning.pathname !== '/')
    return 'SALESFORCE_LIGHTNING_URL must have no path; it is the address of the org alone.'
  const isStandIn = isLoopbackHost(login.hostname) && isLoopbackHost(lightning.hostname)
  const expected = lightningHostOf(login.host)
  if (isStandIn || (expected !== undefined && lightning.host === expected)) return null
  const wanted = expected ?? 'the Lightning host of a My Domain login (name.my.salesforce.com)'
  return `SALESFORCE_LIGHTNING_URL must belong to the org of SALESFORCE_LOGIN_URL, so its host must be ${wanted}; it is ${lightning.host}.`
}

function anonymousProblem({ LINK_ANONYMOUS_ACCESS: isAnonymous }: Partial<Settings>): string | null {
  if (isAnonymous !== true) return null
  return 'LINK_ANONYMOUS_ACCESS cannot be true: documents without a login need a sign-off by Security, and this version of Doclift has no sign-offs. Links lead to the org, which asks for a login. Set it to false.'
}

function parse(address: string | undefined): URL | null {
  return address === undefined ? null : URL.parse(address)
}
