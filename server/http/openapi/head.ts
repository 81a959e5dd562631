import { VERSION } from '../../domain/version.ts'

const DESCRIPTION = `Moves the files behind a Salesforce org's documents to your own bucket, in two phases. Back-up changes
nothing in Salesforce; a switch gives records their new URL, and every step can be taken back.

- **Lists are paged**: follow \`nextCursor\` until it is null.
- **Every POST that starts or makes something needs an \`Idempotency-Key\`**: the same key again gives the first answer again.
- **Whatever takes long is a run**: the answer is 202, and \`Location\` is where to follow it.
- **Errors are \`application/problem+json\`** with a stable \`code\`. Each operation lists its codes as \`x-codes\`.
- **Each operation names the least role** that may call it as \`x-role\`: viewer, operator, approver or admin.

An address that exists, called with another method, is 405 with \`Allow\`. The guide for script authors is docs/api.md.`

const BEARER = `Either an automation token (\`doclift_…\`, made by \`npx doclift token create\`, never here), which carries a
role and an expiry and can be revoked; or a token of the org's External Credential: a JWT signed with RS256 that lives two
minutes at most and names one user of the bound org.`

const text = (example: string) => ({ type: 'string' as const, examples: [example] })

/** Names of the groups of operations, in the order in which a reader meets them. */
const TAGS = [
  { name: 'overview', description: 'Where the whole migration stands.' },
  { name: 'accounts', description: 'The same by Account.' },
  { name: 'records', description: 'Single documents: state, history, and the way back.' },
  { name: 'runs', description: 'Plan, start, follow, pause, halt and resume.' },
  { name: 'drift', description: 'What moved in Salesforce since records were copied.' },
  { name: 'preflight', description: 'What the org says before a switch.' },
  { name: 'failures', description: 'What went wrong, in groups, and trying it again.' },
  { name: 'analysis', description: 'What there is to move, how long it takes, and how it went so far.' },
  { name: 'reports', description: 'Reports, and the links to download them.' },
  { name: 'webhooks', description: 'Being told instead of asking.' },
  { name: 'settings', description: 'What can be changed while the service runs.' },
  { name: 'access', description: 'Who is calling, and automation tokens.' },
  {
    name: 'diagnostics',
    description: 'Whether org, vendor, bucket and database answer, and what support needs to know.',
  },
  { name: 'service', description: 'For whoever runs the service.' },
]

const HEADERS = {
  RequestId: {
    description: 'Id of this request, also in the log: your own x-request-id, or a new one.',
    schema: text('nightly-2026-03-01'),
  },
  ETag: {
    description: 'Changes whenever the body does. Send it as If-None-Match to hear 304 until then.',
    schema: text('"m9fTgVvT0Yw3CzS5m6nFqJrYJb6O0o4mPpP2bQm3xkE"'),
  },
  Location: {
    description: 'Path of what was made or started.',
    schema: text('/v1/runs/0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21'),
  },
  RetryAfter: {
    description: 'Seconds to wait before the same makes sense again.',
    schema: { type: 'integer' as const, minimum: 1, examples: [5] },
  },
  WwwAuthenticate: {
    description: 'The scheme to use.',
    schema: text('Bearer realm="doclift"'),
  },
}

const PARAMETERS = {
  RequestId: {
    name: 'x-request-id',
    in: 'header',
    required: false,
    description:
      'Your own id for this request: up to 64 letters, digits, dots, underscores or hyphens. Others are replaced.',
    schema: text('nightly-2026-03-01'),
  },
  IfNoneMatch: {
    name: 'if-none-match',
    in: 'header',
    required: false,
    description:
      'The ETag of the answer you have, or several. The answer is 304 without a body while nothing has changed.',
    schema: text('"m9fTgVvT0Yw3CzS5m6nFqJrYJb6O0o4mPpP2bQm3xkE"'),
  },
}

/** Everything of the OpenAPI document that is not made of routes. */
export const DOCUMENT_HEAD = {
  openapi: '3.1.0',
  info: {
    title: 'Doclift',
    version: VERSION,
    summary: 'Moves documents of a Salesforce org to your own bucket, reversibly and with proof.',
    description: DESCRIPTION,
    license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/', description: 'This installation.' }],
  tags: TAGS,
  components: {
    securitySchemes: { bearer: { type: 'http' as const, scheme: 'bearer', description: BEARER } },
    headers: HEADERS,
    parameters: PARAMETERS,
  },
}
