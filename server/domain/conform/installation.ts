/** What an installation is, as far as a report must be about the same. */
export interface ConformInstallation {
  apiVersion: string
  names: ObjectNaming
  /** Hosts besides `*.salesforce.com` and `*.salesforce.mil` that this installation sends tokens to. */
  allowedHosts: readonly string[]
  /** Public keys that reports are believed from, Ed25519, SPKI, PEM. */
  publicKeys: readonly string[]
}

/** API names, as the settings have them. */
export interface ObjectNaming {
  object: string
  urlField: string
  identifierField: string
  accountField: string
  typeField: string
  /** Null where versions are not looked for. */
  versionObject: string | null
  versionDocumentField: string | null
}
