/** An S3 server with a user who may make buckets. */
export interface S3Server {
  /** Scheme, host and port. */
  endpoint: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

const VARIABLES = {
  endpoint: 'DOCLIFT_TEST_S3_ENDPOINT',
  region: 'DOCLIFT_TEST_S3_REGION',
  accessKeyId: 'DOCLIFT_TEST_S3_ACCESS_KEY',
  secretAccessKey: 'DOCLIFT_TEST_S3_SECRET_KEY',
} as const

/**
 * The server that the environment names; undefined when it names none.
 * @throws Error when it names one only in part
 */
export function serverOfEnvironment(): S3Server | undefined {
  if (!process.env[VARIABLES.endpoint]) return undefined
  const missing = Object.values(VARIABLES).filter((name) => !process.env[name])
  if (missing.length > 0) throw new Error(`An S3 server is named, but not all of it: set ${missing.join(', ')} too.`)
  const value = (name: keyof S3Server) => process.env[VARIABLES[name]] ?? ''
  const [accessKeyId, secretAccessKey] = [value('accessKeyId'), value('secretAccessKey')]
  return { endpoint: value('endpoint'), region: value('region'), accessKeyId, secretAccessKey }
}

/** Names a server in the environment, for tests that run in threads of this process. */
export function nameInEnvironment(server: S3Server): void {
  for (const [name, variable] of Object.entries(VARIABLES)) process.env[variable] = server[name as keyof S3Server]
}
