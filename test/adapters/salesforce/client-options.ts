import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { SalesforceOptions } from '../../../server/adapters/salesforce/salesforce-org.ts'
import type { ObjectNames } from '../../../server/ports/salesforce-org.ts'
import type { OrgHandle } from '../../sandbox/org/server.ts'

export const names: ObjectNames = {
  object: 'DocListEntry__c',
  urlField: 'Document__c',
  identifierField: 'Identifier__c',
  accountField: 'Account__c',
  typeField: 'Type_Current__c',
}

/** Options for an org on this machine, with waits as short as they can be. */
export function clientOptions(loginUrl: string, overrides: Partial<SalesforceOptions> = {}): SalesforceOptions {
  return {
    loginUrl,
    apiVersion: '67.0',
    auth: { kind: 'client-credentials', clientId: 'the-client', clientSecret: 'the-client/secret' },
    names,
    allowedHosts: ['127.0.0.1'],
    clock: {
      now: () => new Date(),
      sleep: async (milliseconds, signal) => void (await setTimeout(milliseconds, undefined, { signal })),
    },
    random: Math.random,
    pollIntervalMs: 5,
    retries: { attempts: 3, firstDelayMs: 1 },
    ...overrides,
  }
}

/** The stand-in's client id and secret. */
export function clientCredentials(org: OrgHandle): SalesforceOptions['auth'] {
  return { kind: 'client-credentials', clientId: org.clientId, clientSecret: org.clientSecret }
}

/** The stand-in's client id, user and private key. */
export function jwtBearer(org: OrgHandle): SalesforceOptions['auth'] {
  const privateKeyPem = readFileSync(org.clientPrivateKeyFile, 'utf8')
  return { kind: 'jwt-bearer', clientId: org.clientId, username: org.integrationUsername, privateKeyPem }
}
