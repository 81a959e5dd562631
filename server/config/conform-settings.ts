import { createPublicKey } from 'node:crypto'
import type { Config } from '../config.ts'
import type { ConformInstallation } from '../domain/conform/installation.ts'
import { keyIdOf } from '../domain/signed-json.ts'

/** What a report about a sandbox of the org must be about, and whose signature is believed. */
export function conformSettingsOf({
  salesforce,
  conformKeys,
}: Config): ConformInstallation & { keyIds: readonly string[] } {
  const { apiVersion, names, versions, allowedHosts } = salesforce
  return {
    apiVersion,
    names: {
      ...names,
      versionObject: versions?.object ?? null,
      versionDocumentField: versions?.documentField ?? null,
    },
    allowedHosts,
    publicKeys: conformKeys,
    keyIds: conformKeys.map((pem) => keyIdOf(createPublicKey(pem))),
  }
}
