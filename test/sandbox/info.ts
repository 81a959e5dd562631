import type { InboundKey } from './org/server.ts'

/** All that a client needs to know about a running sandbox. Holds secrets of the sandbox: keep files with it private. */
export interface SandboxInfo {
  records: number
  seed: string
  zoo: boolean
  largestDocumentBytes?: number | undefined
  org: {
    url: string
    clientId: string
    clientSecret: string
    clientPrivateKeyFile: string
    username: string
    orgId: string
    inboundKeys: InboundKey[]
  }
  vendor: {
    apiUrl: string
    token: string
    /** Host and port that links to bytes name. */
    fileHosts: string[]
    /** Hosts in the URLs of records; nothing answers there. */
    documentHosts: string[]
  }
  store: {
    url: string
    region: string
    bucket: string
    accessKeyId: string
    secretAccessKey: string
    publicBaseUrl: string
  }
  controlUrl: string
  controlToken: string
}
