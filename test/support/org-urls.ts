/** How to reach an org past the service. */
interface OrgAccess {
  url: string
  clientId: string
  clientSecret: string
}

/** The URL of every entry as the org holds it, by record id, read by REST query with a login of its own. */
export async function readOrgUrls(org: OrgAccess): Promise<Map<string, string | null>> {
  const headers = { authorization: `Bearer ${await logIn(org)}`, 'sforce-query-options': 'batchSize=2000' }
  const urls = new Map<string, string | null>()
  const query = encodeURIComponent('SELECT Id, Document__c FROM DocListEntry__c')
  for (let path: string | undefined = `/services/data/v67.0/query?q=${query}`; path !== undefined; ) {
    const answer = await fetch(org.url + path, { headers })
    if (!answer.ok) throw new Error(`The org answered HTTP ${answer.status} to the independent reading.`)
    const page = (await answer.json()) as Page
    for (const { Id, Document__c } of page.records) urls.set(Id, Document__c)
    path = page.nextRecordsUrl
  }
  return urls
}

interface Page {
  records: { Id: string; Document__c: string | null }[]
  nextRecordsUrl?: string
}

async function logIn({ url, clientId, clientSecret }: OrgAccess): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const answer = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) })
  return ((await answer.json()) as { access_token: string }).access_token
}
