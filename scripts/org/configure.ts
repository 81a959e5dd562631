/**
 * `npm run org:configure -- --service … --bucket … --environment …`: writes into force-app-generated what differs
 * between orgs. `npm run org:deploy` lays it over force-app.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type OrgSettings, readOrgSettings } from './configure-options.ts'
import { formatOpenAction, formatTrustedUrl, setCustomMetadata, setParameter } from './metadata.ts'
import { GENERATED } from './stage.ts'

const shipped = join(import.meta.dirname, '..', '..', 'force-app')
const settings = readOrgSettings()
rmSync(GENERATED, { recursive: true, force: true })
const written = [...configureCredentials(settings), ...configureSettings(settings), ...addTrustedUrls(settings)]
console.log(`Wrote ${written.length} files into force-app-generated. Now: npm run org:deploy`)

function configureCredentials({ service, environment }: OrgSettings): string[] {
  return [
    ...rewrite('namedCredentials/*', (text) => setParameter(text, 'Url', service)),
    ...rewrite('externalCredentials/*', (text) => setParameter(text, 'environment', environment)),
  ]
}

function configureSettings({ service, objectName, accountField, urlField }: OrgSettings): string[] {
  const values = {
    ServiceUrl__c: service,
    ObjectName__c: objectName,
    AccountField__c: accountField,
    UrlField__c: urlField,
  }
  const action = write(`quickActions/${objectName}.Doclift_Open.quickAction-meta.xml`, formatOpenAction())
  return [...rewrite('customMetadata/Doclift_Setting.Main.*', (text) => setCustomMetadata(text, values)), action]
}

function addTrustedUrls({ service, bucket }: OrgSettings): string[] {
  const folder = 'cspTrustedSites'
  return [
    write(`${folder}/Doclift_Bucket.cspTrustedSite-meta.xml`, formatTrustedUrl(bucket, 'Files of documents.')),
    write(`${folder}/Doclift_Service.cspTrustedSite-meta.xml`, formatTrustedUrl(service, 'Reports of Doclift.')),
  ]
}

/** Copies shipped files with a change. */
function rewrite(pattern: string, change: (text: string) => string): string[] {
  const names = globSync(join('main', 'default', pattern), { cwd: shipped })
  return names.map((name) => save(name, change(readFileSync(join(shipped, name), 'utf8'))))
}

function write(name: string, text: string): string {
  return save(join('main', 'default', name), text)
}

function save(name: string, text: string): string {
  const path = join(GENERATED, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}
