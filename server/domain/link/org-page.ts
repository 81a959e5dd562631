/** The page of the app that opens one document: its address in the org, and whether a host is the org's own. */

export interface OrgPage {
  /** Lightning address of the org, without a trailing slash. */
  lightningUrl: string
  /** Namespace of the app; `c` where it has none. */
  namespace: string
}

/** The name of the component; its address and the name of its state are made of it. */
const COMPONENT = 'docliftOpen'

/** Where a user with access opens the document of a record; it never serves bytes to anybody else. */
export function orgPageUrl({ lightningUrl, namespace }: OrgPage, recordId: string): string {
  return `${lightningUrl}/lightning/cmp/${namespace}__${COMPONENT}?${namespace}__recordId=${recordId}`
}

/** What an org answers as, and what its Lightning pages are called there. */
const HOST_FAMILIES = [
  ['.my.salesforce.com', '.lightning.force.com'],
  ['.my.salesforce.mil', '.lightning.crmforce.mil'],
] as const

/**
 * The Lightning host that belongs to the My Domain host of an org: `acme.my.salesforce.com` has
 * `acme.lightning.force.com`, and a sandbox's further name stays with it.
 * @returns undefined for a host that is no My Domain
 */
export function lightningHostOf(myDomainHost: string): string | undefined {
  const host = myDomainHost.toLowerCase()
  const family = HOST_FAMILIES.find(([myDomain]) => host.endsWith(myDomain))
  return family && host.slice(0, -family[0].length) + family[1]
}
