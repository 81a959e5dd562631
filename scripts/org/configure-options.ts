import { parseArgs } from 'node:util'
import { refuse } from './refuse.ts'

/** What differs between orgs. */
export interface OrgSettings {
  /** Where Salesforce and browsers reach the service. */
  service: string
  /** Where browsers read the files. */
  bucket: string
  environment: 'sandbox' | 'production'
  objectName: string
  accountField: string
  urlField: string
}

const USAGE =
  'Usage: npm run org:configure -- --service https://doclift.example.com --bucket https://bucket.s3.eu-west-1.amazonaws.com ' +
  '--environment sandbox|production [--object DocListEntry__c] [--account-field Account__c] [--url-field Document__c]'

/** Reads the settings of an org from the command line; wrong ones end the command with a sentence. */
export function readOrgSettings(): OrgSettings {
  const values = readValues()
  return {
    service: originOf('--service', values.service),
    bucket: originOf('--bucket', values.bucket),
    environment: environmentOf(values.environment),
    objectName: apiNameOf('--object', values.object),
    accountField: apiNameOf('--account-field', values['account-field']),
    urlField: apiNameOf('--url-field', values['url-field']),
  }
}

function readValues() {
  try {
    const { values } = parseArgs({
      options: {
        service: { type: 'string' },
        bucket: { type: 'string' },
        environment: { type: 'string' },
        object: { type: 'string', default: 'DocListEntry__c' },
        'account-field': { type: 'string', default: 'Account__c' },
        'url-field': { type: 'string', default: 'Document__c' },
      },
    })
    return values
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : error}\n${USAGE}`)
  }
}

/** Salesforce calls out and trusts by https only. */
function originOf(option: string, text: string | undefined): string {
  const url = URL.parse(text ?? '')
  if (url?.protocol !== 'https:' || url.href !== `${url.origin}/`)
    refuse(`${option} must be https and a host.\n${USAGE}`)
  return url!.origin
}

function environmentOf(text: string | undefined): OrgSettings['environment'] {
  return text === 'sandbox' || text === 'production'
    ? text
    : refuse(`--environment must be sandbox or production.\n${USAGE}`)
}

function apiNameOf(option: string, text: string): string {
  return /^[A-Za-z]\w*$/.test(text) ? text : refuse(`${option} must be an API name.\n${USAGE}`)
}
