import type { OrgConfig } from '../../../server/config.ts'
import type { ObjectNaming } from '../../../server/domain/conform/installation.ts'
import {
  CONFORM_KIND,
  CONFORM_VERSION,
  type ConformContent,
  type ConformReport,
  summarise,
} from '../../../server/domain/conform/report.ts'
import { canonicalJson } from '../../../server/domain/receipt/canonical-json.ts'
import { VERSION } from '../../../server/domain/version.ts'
import type { Signer } from '../../../server/ports/signer.ts'
import type { RunResult } from './run.ts'

export interface Made extends RunResult {
  org: ConformContent['org']
  config: OrgConfig['salesforce']
  startedAt: Date
  endedAt: Date
}

/** Puts a report together and signs it. */
export function signReport(
  { org, config, startedAt, endedAt, checks, leftBehind }: Made,
  signer: Signer,
): ConformReport {
  const content: ConformContent = {
    kind: CONFORM_KIND,
    version: CONFORM_VERSION,
    doclift: VERSION,
    org,
    apiVersion: config.apiVersion,
    names: namesOf(config),
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    summary: summarise(checks),
    leftBehind,
    checks,
    signer: { algorithm: 'Ed25519', keyId: signer.keyId },
  }
  return { ...content, signature: signer.sign('conformance', canonicalJson(content)) }
}

function namesOf({ names, versions }: OrgConfig['salesforce']): ObjectNaming {
  const { object, urlField, identifierField, accountField, typeField } = names
  return {
    ...{ object, urlField, identifierField, accountField, typeField },
    versionObject: versions?.object ?? null,
    versionDocumentField: versions?.documentField ?? null,
  }
}
