import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { ASSUMPTIONS } from '../../server/domain/conform/assumptions.ts'
import {
  type CheckOutcome,
  type CheckResult,
  CONFORM_KIND,
  CONFORM_VERSION,
  type ConformContent,
  type ConformReport,
  summarise,
} from '../../server/domain/conform/report.ts'
import { canonicalJson } from '../../server/domain/receipt/canonical-json.ts'
import { keyIdOf } from '../../server/domain/signed-json.ts'
import { signedMessage } from '../../server/domain/signed-message.ts'

/** A key of whoever makes reports. */
export interface ReportKey {
  privateKey: KeyObject
  publicKeyPem: string
  keyId: string
}

export function reportKey(): ReportKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return { privateKey, publicKeyPem, keyId: keyIdOf(publicKey) }
}

/** Checks as a run of them ends; all as assumed but those that are named. */
export function checksWith(outcomes: Readonly<Record<string, CheckOutcome>> = {}): CheckResult[] {
  return ASSUMPTIONS.map(({ name, provoked }) => ({
    name,
    outcome: outcomes[name] ?? (provoked === 'never' ? 'not-provoked' : 'passed'),
    evidence: 'as in the test',
  }))
}

/** A report as the command makes it, of a moment ago, about a sandbox at Salesforce. */
export function buildReport(key: ReportKey, change: Partial<ConformContent> = {}): ConformReport {
  const checks = change.checks ?? checksWith()
  const content: ConformContent = {
    kind: CONFORM_KIND,
    version: CONFORM_VERSION,
    doclift: '0.1.0',
    org: { id: '00D000000000001EAA', host: 'acme--uat.sandbox.my.salesforce.com', kind: 'sandbox' },
    apiVersion: '67.0',
    names: {
      object: 'DocListEntry__c',
      urlField: 'Document__c',
      identifierField: 'Identifier__c',
      accountField: 'Account__c',
      typeField: 'Type_Current__c',
      versionObject: null,
      versionDocumentField: null,
    },
    startedAt: new Date(Date.now() - 120_000).toISOString(),
    endedAt: new Date(Date.now() - 60_000).toISOString(),
    summary: summarise(checks),
    leftBehind: [],
    checks,
    signer: { algorithm: 'Ed25519', keyId: key.keyId },
    ...change,
  }
  const signature = sign(null, signedMessage('conformance', canonicalJson(content)), key.privateKey)
  return { ...content, signature: signature.toString('base64url') }
}

/** The file of a report. */
export function fileOf(report: ConformReport): Buffer {
  return Buffer.from(`${JSON.stringify(report, null, 2)}\n`)
}
