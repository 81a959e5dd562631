import { type Static, Type } from 'typebox'
import { ALWAYS, LONGEST_HOURS } from '../domain/hours/hours.ts'
import { CHECKSUM_CHOICES } from '../domain/object/checksum.ts'
import { STORAGE_CLASSES } from '../domain/object/storage.ts'
import { URL_MODES } from '../domain/switch/url.ts'
import { address, apiName, file, hosts, number, secret, text } from './variable-kinds.ts'

/**
 * Every setting the environment can give: its name, its default, its unit and one sentence. `.env.example` lists the same
 * variables in the same order; a test keeps both equal. Values that are secret carry `secret: true` and are never shown.
 */

const optional = Type.Optional

export const DATABASE_VARIABLES = {
  DATABASE_URL: optional(
    secret('PostgreSQL address of the application role. Without it an embedded PostgreSQL is started.'),
  ),
  DATABASE_OWNER_URL: optional(secret('PostgreSQL address of the owner role; only "doclift db migrate" uses it.')),
  DOCLIFT_HOME: text('Folder for local data, such as the embedded PostgreSQL.', { default: '.doclift' }),
}

const SERVICE_VARIABLES = {
  HOST: text('Address the API listens on.', { default: '127.0.0.1' }),
  PORT: number('Port the API listens on; 0 takes a free one.', { default: 8787, minimum: 0, maximum: 65_535 }),
  TLS_CERT_FILE: optional(file('Certificate chain, PEM. Required when HOST is not loopback.')),
  TLS_KEY_FILE: optional(file('Private key of the certificate, PEM. Required when HOST is not loopback.')),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'How much is logged.',
  }),
  PROFILE: Type.Enum(['testing', 'production'], {
    description: 'What this installation is for; shown everywhere and stored with each run.',
  }),
  WORKER: Type.Enum(['inside', 'none'], {
    default: 'inside',
    description: 'Whether the API process also works, or only separate workers do.',
  }),
  WORKER_PROCESSES: text(
    'Processes of one service or of one "npm run worker" that work: a number, or cores for one on each core.',
    { default: '1', pattern: '^(cores|[1-9]|[1-5][0-9]|6[0-4])$', expected: 'cores, or a number from 1 to 64' },
  ),
  ENVIRONMENT: Type.Enum(['sandbox', 'production'], {
    description: 'Kind of org this installation serves; the login must reach that kind.',
  }),
  JWT_KEYS_FILE: optional(
    file('Public keys of tokens from the org: a JSON array of kid, issuer, publicKeyPem, role, orgId, environment.'),
  ),
  SIGNING_KEY_FILE: optional(
    text(
      'Ed25519 private key, PEM, that signs receipts, links and conformance reports; all processes need the same. Without it one is made in DOCLIFT_HOME.',
    ),
  ),
  CONFORM_PUBLIC_KEYS_FILE: optional(
    file(
      'Public keys, PEM, one after the other, that conformance reports are believed from; the profile production refuses a switch without a report.',
    ),
  ),
  WEBHOOK_HOSTS: hosts('Hosts that webhooks may be sent to; without any there are no webhooks.', { default: '' }),
}

export const SALESFORCE_VARIABLES = {
  SALESFORCE_LOGIN_URL: address('My Domain address of the org.'),
  SALESFORCE_CLIENT_ID: text('Consumer key of the external client app.'),
  SALESFORCE_CLIENT_SECRET: optional(secret('Consumer secret, for the client credentials flow.')),
  SALESFORCE_USERNAME: optional(text('Integration user, for the JWT bearer flow.')),
  SALESFORCE_PRIVATE_KEY_FILE: optional(file('Private key, PEM, for the JWT bearer flow.')),
  SALESFORCE_API_VERSION: text('API version.', {
    default: '67.0',
    pattern: '^[1-9][0-9]{1,2}\\.0$',
    expected: 'an API version such as 67.0',
  }),
  SALESFORCE_ALLOWED_HOSTS: hosts('Further hosts of the org; the one of SALESFORCE_LOGIN_URL is always allowed.', {
    default: '',
  }),
  SALESFORCE_OBJECT: apiName('Object that holds the documents.', 'DocListEntry__c'),
  SALESFORCE_URL_FIELD: apiName('Field with the URL that is switched.', 'Document__c'),
  SALESFORCE_IDENTIFIER_FIELD: apiName('Field with the identifier for the vendor API.', 'Identifier__c'),
  SALESFORCE_ACCOUNT_FIELD: apiName('Field with the Account.', 'Account__c'),
  SALESFORCE_TYPE_FIELD: apiName('Field that tells documents from folders.', 'Type_Current__c'),
  SALESFORCE_DOCUMENT_TYPE: text('Value of that field for documents.', { default: 'Document' }),
  SALESFORCE_VERSION_OBJECT: optional(
    apiName('Object with a row for each new version of a document; without it versions are not looked for.'),
  ),
  SALESFORCE_VERSION_DOCUMENT_FIELD: apiName('Field of that object that leads to the document.', 'DocListEntry__c'),
  SALESFORCE_API_SHARE_PERCENT: number(
    'Share of the daily API requests of the org up to which Doclift works, whoever uses them, in percent, until another is set while the service runs.',
    { default: 80, minimum: 1, maximum: 100 },
  ),
}

/** What a command needs that only speaks to the org. */
export const ORG_VARIABLES = {
  DOCLIFT_HOME: DATABASE_VARIABLES.DOCLIFT_HOME,
  SIGNING_KEY_FILE: SERVICE_VARIABLES.SIGNING_KEY_FILE,
  ...SALESFORCE_VARIABLES,
}

const SCOPE_VARIABLES = {
  SCOPE_FILE_TYPES: text('Extensions of the documents to move, separated by commas; every type when empty.', {
    default: '',
    minLength: 0,
    pattern: '^(\\s*\\.?[A-Za-z0-9]{1,10}\\s*(,|$))*$',
    expected: 'extensions of up to ten letters or digits, separated by commas',
  }),
}

const VENDOR_VARIABLES = {
  SOURCES: text('Where documents come from, in the order in which they are asked: vendor, s3, https.', {
    default: 'vendor',
    pattern: '^(vendor|s3|https)(\\s*,\\s*(vendor|s3|https))*$',
    expected: 'some of vendor, s3 and https, separated by commas',
  }),
  VENDOR_API_URL: optional(address('Address of the vendor API that gives pre-signed URLs; for the source vendor.')),
  VENDOR_TOKEN: optional(secret('Token for the vendor API.')),
  VENDOR_TOKEN_FILE: optional(
    file(
      'File with the token for the vendor API, readable by its owner alone, instead of VENDOR_TOKEN; read anew when it changes.',
    ),
  ),
  VENDOR_TOKEN_COMMAND: optional(
    text(
      'Program that prints the token for the vendor API, as a JSON array with its arguments, instead of VENDOR_TOKEN; run without a shell.',
    ),
  ),
  VENDOR_HEADERS_FILE: optional(file('Further headers for the vendor API: a JSON object of names and texts.')),
  VENDOR_BODY_TEMPLATE_FILE: optional(
    file(
      'Body of requests to the vendor API: a JSON object in which {recordId}, {identifier}, {documentUrl} and {version} stand for those of a document; without it, the body of the vendor’s own download.',
    ),
  ),
  VENDOR_RESPONSE_PATH: text('Where the pre-signed URL is in the answer of the vendor API: names separated by dots.', {
    default: 'data.url',
    pattern: '^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+){0,9}$',
    expected: 'names of letters, digits, _ and -, separated by dots',
  }),
  VENDOR_FILE_HOSTS: optional(hosts('Hosts that pre-signed URLs may point to; for the source vendor.')),
  VENDOR_INNER_HOSTS: hosts(
    'Those hosts of the vendor API and of pre-signed URLs that may lead to addresses inside a network, such as a proxy of your own.',
    { default: '' },
  ),
  VENDOR_DOCUMENT_HOSTS: hosts('Hosts in the URL field that are the vendor’s.', { minLength: 1 }),
  VENDOR_VERSION: text('Version of a document to fetch.', { default: 'LATEST' }),
  MAX_FILE_SIZE_MB: number('Largest file that is copied, in MiB.', { default: 5_120, minimum: 1, maximum: 5_120 }),
}

const SOURCE_VARIABLES = {
  SOURCE_S3_ENDPOINT: optional(address('Address of the S3 store of the source s3; without it, AWS in the region.')),
  SOURCE_S3_REGION: optional(text('Region of the buckets of the source s3.')),
  SOURCE_S3_BUCKETS: text('Buckets that the source s3 may read from, separated by commas.', {
    default: '',
    minLength: 0,
    pattern: '^(\\s*[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\\s*(,|$))*$',
    expected: 'bucket names separated by commas',
  }),
  SOURCE_S3_ACCESS_KEY_ID: optional(text('Access key id for the source s3, or for assuming its role.')),
  SOURCE_S3_SECRET_ACCESS_KEY: optional(secret('Secret access key for the source s3, or for assuming its role.')),
  SOURCE_S3_PATH_STYLE: Type.Boolean({
    default: false,
    description: 'Whether the source s3 is asked with the bucket in the path instead of the host name.',
  }),
  SOURCE_S3_ROLE_ARN: optional(
    text('Role that the source s3 assumes with the keys; without it the keys themselves read.', {
      pattern: '^arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,576}$',
      expected: 'the ARN of a role, such as arn:aws:iam::123456789012:role/reader',
    }),
  ),
  SOURCE_S3_STS_ENDPOINT: optional(
    address('Address where the role is assumed; without it, the security token service of AWS in the region.'),
  ),
  SOURCE_S3_RESTORE: Type.Boolean({
    default: false,
    description:
      'Whether the source s3 asks for the restore of archived objects, which the owner of the bucket pays for.',
  }),
  SOURCE_HTTPS_HOSTS: hosts('Hosts that the source https may read from, without credentials.', { default: '' }),
  SOURCE_HTTPS_INNER_HOSTS: hosts('Those of them that may lead to addresses inside a network.', { default: '' }),
}

const DESTINATION_VARIABLES = {
  DESTINATION_ENDPOINT: optional(address('Address of the S3 store; without it, AWS in the region.')),
  DESTINATION_REGION: text('Region of the bucket.'),
  DESTINATION_BUCKET: text('Bucket that receives the files.', {
    pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
    expected: 'a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens',
  }),
  DESTINATION_PREFIX: text('First part of every key, without slashes at its ends.', {
    default: 'doclift',
    pattern: "^[A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*$",
    expected: "letters, digits and !_.*'()-, in parts separated by single slashes",
  }),
  DESTINATION_ACCESS_KEY_ID: text('Access key id.'),
  DESTINATION_SECRET_ACCESS_KEY: secret('Secret access key.'),
  DESTINATION_PATH_STYLE: Type.Boolean({
    default: false,
    description: 'Whether the bucket stands in the path instead of the host name.',
  }),
  DESTINATION_ENCRYPTION: Type.Enum(['none', 'sse-s3', 'sse-kms'], {
    default: 'none',
    description: 'Encryption that is asked for with every object; none leaves it to the bucket.',
  }),
  DESTINATION_KMS_KEY_ID: optional(
    text('Id, ARN or alias of the KMS key, for sse-kms.', {
      pattern: '^[A-Za-z0-9:/_-]+$',
      expected: 'the id, ARN or alias of a key',
    }),
  ),
  DESTINATION_STORAGE_CLASS: Type.Enum([...STORAGE_CLASSES], {
    default: 'STANDARD',
    description: 'Storage class of every object; archives are not possible, because links would open nothing.',
  }),
  DESTINATION_TAGS: text('Tags of every object, such as project=doclift, owner=legal; none when empty.', {
    default: '',
    minLength: 0,
  }),
}

const URL_VARIABLES = {
  URL_MODE: Type.Enum(URL_MODES, {
    description:
      'Form of the new URLs: "object" is the address of the file, "org" the page in Salesforce that opens it, "link" an address of Doclift that leads to that page and can be revoked.',
  }),
  URL_BASE: optional(
    address('What new URLs begin with: where users reach the bucket (object) or Doclift itself (link); not with org.'),
  ),
  SALESFORCE_LIGHTNING_URL: optional(
    address('Lightning address of the org, such as https://acme.lightning.force.com; for the modes org and link.'),
  ),
  SALESFORCE_NAMESPACE: text('Namespace of the app in the org; c when it was installed without one.', {
    default: 'c',
    pattern: '^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$',
    maxLength: 15,
    expected: 'a namespace of at most 15 letters, digits and single underscores',
  }),
  LINK_KEYS_FILE: optional(
    file(
      'Keys of links: a JSON array of kid and secret (32 random bytes, base64). The first signs; links of all of them are answered, in every mode.',
    ),
  ),
  LINK_ANONYMOUS_ACCESS: Type.Boolean({
    default: false,
    description: 'Whether links give documents without a login. It cannot be true in this version.',
  }),
  DOCUMENT_URL_READERS: text(
    'Who reads the URL field besides people: pages, flows, other systems. Write "nobody else" if so.',
  ),
}

const WORK_VARIABLES = {
  COPY_PARALLEL: number('Files copied at the same time by one service or worker, at most; its processes share them.', {
    default: 16,
    minimum: 1,
    maximum: 256,
  }),
  COPY_MEGABYTES_PER_SECOND: number(
    'Megabytes copied in a second by one service or worker, at most; its processes share them; 0 is no limit. Until another is set while the service runs.',
    { default: 0, minimum: 0, maximum: 10_000 },
  ),
  COPY_HOURS: text(
    'Hours in which files are copied and verified, with their time zone, such as Mon-Fri 20:00-06:00, Sat-Sun 00:00-24:00 Europe/Berlin; or always. Until others are set while the service runs.',
    { default: ALWAYS, maxLength: LONGEST_HOURS, kind: 'hours' },
  ),
  COPY_CHECKSUM: Type.Enum(CHECKSUM_CHOICES, {
    default: 'sha256',
    description:
      'Checksum that is kept of each copy: sha256, or fastest, the kind by which your bucket proves a transfer with the least work.',
  }),
  COPY_BATCH: number('Files in a batch of copying.', { default: 200, minimum: 1, maximum: 10_000 }),
  // Bulk API 2.0 cuts jobs into internal batches of 10,000 rows and works on those in parallel.
  SWITCH_BATCH: number('Records in a batch of a switch.', { default: 10_000, minimum: 1, maximum: 10_000 }),
  COLLECTIONS_UP_TO: number('Switches of at most this many records use Collections instead of Bulk.', {
    default: 200,
    minimum: 0,
    maximum: 10_000,
  }),
  // The queue gives a batch to another worker after a heartbeat of 10 s; a call must have ended by then.
  COLLECTIONS_TIMEOUT_SECONDS: number('Time a Collections call may take, in seconds.', {
    default: 5,
    minimum: 1,
    maximum: 9,
  }),
  // A call leaves within its own time, and the platform ends one that it has after ten minutes.
  DOUBT_SECONDS: number('Time after a lost answer until the record is read and settled, in seconds.', {
    default: 610,
    minimum: 1,
    maximum: 86_400,
  }),
  JOB_QUEUED_LIMIT_SECONDS: number('Time a Bulk job may wait in the org’s queue before it is aborted, in seconds.', {
    default: 3_600,
    minimum: 1,
    maximum: 86_400,
  }),
}

const SIDE_EFFECT_VARIABLES = {
  // Each object is one more API request each time it is counted.
  SIDE_EFFECT_OBJECTS: text(
    'Objects in which rows are counted that automation makes or changes while links are switched, at most ten, separated by commas; async jobs and storage are always counted.',
    {
      default: '',
      minLength: 0,
      pattern: '^(\\s*[A-Za-z][A-Za-z0-9_]{0,79}\\s*(,|$))*$',
      expected: 'API names of objects, separated by commas',
    },
  ),
  // A transaction takes up to 200 records, so one job for each is below 10, and one row for each record far above.
  SIDE_EFFECTS_PER_100_RECORDS: number(
    'How many rows and async jobs a hundred switched records may set off before the switch is stopped, until another number is set while the service runs.',
    { default: 10, minimum: 0, maximum: 100_000 },
  ),
}

const COHORT_VARIABLES = {
  SWITCH_CANARY_ACCOUNT_IDS: optional(
    text(
      'Accounts that a switch begins with, by id, separated by commas; they are switched, rolled back and switched again.',
      {
        maxLength: 8_192,
      },
    ),
  ),
  SWITCH_CANARY_RECORDS: optional(
    Type.Integer({
      description:
        'Records, about, of the small Accounts that a switch begins with where none are named; 0 is none. Without it 200 where ENVIRONMENT is production, and none in a sandbox.',
      minimum: 0,
      maximum: 10_000,
    }),
  ),
  SWITCH_COHORT_PERCENTAGES: optional(
    text(
      'Shares of the other Accounts after which a switch rests, in percent, rising, separated by commas. Without it 1,10 where ENVIRONMENT is production, and none in a sandbox.',
      {
        minLength: 0,
        maxLength: 200,
        pattern: '^(\\s*[1-9][0-9]?\\s*(,|$))*$',
        expected: 'whole numbers from 1 to 99, separated by commas',
      },
    ),
  ),
  SWITCH_HOURS: text(
    'Hours in which links are switched, with their time zone, such as Mon-Fri 20:00-06:00, Sat-Sun 00:00-24:00 Europe/Berlin; or always. Until others are set while the service runs.',
    { default: ALWAYS, maxLength: LONGEST_HOURS, kind: 'hours' },
  ),
  // What confirms that a source is unchanged counts for a day.
  SWITCH_SOAK_MINUTES: number('How long a switch rests after each cohort, in minutes.', {
    default: 60,
    minimum: 0,
    maximum: 480,
  }),
}

const GUARDRAIL_VARIABLES = {
  GUARDRAIL_FAILURE_PERCENT: number(
    'A switch is stopped when more than this share of its latest records fails, in percent.',
    {
      default: 5,
      minimum: 0,
      maximum: 100,
    },
  ),
  // One refused record of twenty is five percent, and says nothing.
  GUARDRAIL_LEAST_RECORDS: number('So many records of a switch must have been tried before their failures stop it.', {
    default: 100,
    minimum: 1,
    maximum: 10_000,
  }),
  GUARDRAIL_LATEST_RECORDS: number(
    'How many of the latest records of a switch are looked at; never fewer than SWITCH_BATCH.',
    { default: 10_000, minimum: 100, maximum: 100_000 },
  ),
}

const TEST_VARIABLES = {
  TEST_ACCOUNT_IDS: optional(
    text('Test mode: the only Accounts whose documents are touched, by id, separated by commas.', { maxLength: 8_192 }),
  ),
  TEST_MOST_RECORDS: optional(
    Type.Integer({
      description: 'Test mode: at most this many documents in a run, whatever it asks for.',
      minimum: 1,
      maximum: 1_000_000,
    }),
  ),
  TEST_DRY_RUN_ONLY: Type.Boolean({
    default: false,
    description: 'Test mode: whether everything that would copy or write is refused, dry runs excepted.',
  }),
}

const CATCH_UP_VARIABLES = {
  CATCH_UP_EVERY_MINUTES: number('How often changes in Salesforce are looked for, in minutes; 0 is never.', {
    default: 0,
    minimum: 0,
    maximum: 10_080,
  }),
}

const HOUSEKEEPING_VARIABLES = {
  HOUSEKEEPING_EVERY_MINUTES: number(
    'How often what nobody needs any more is removed, in minutes; 0 is only by "doclift housekeeping".',
    { default: 60, minimum: 0, maximum: 10_080 },
  ),
  HOUSEKEEPING_ABANDONED_HOURS: number(
    'Age after which an unfinished upload that no ledger knows, or the object of a probe, is removed, in hours.',
    { default: 24, minimum: 1, maximum: 720 },
  ),
  HOUSEKEEPING_KEYS_DAYS: number('How long the API remembers Idempotency-Keys, in days.', {
    default: 30,
    minimum: 1,
    maximum: 3_650,
  }),
  HOUSEKEEPING_DELIVERIES_DAYS: number('How long deliveries to webhooks are kept that have ended, in days.', {
    default: 90,
    minimum: 1,
    maximum: 3_650,
  }),
  HOUSEKEEPING_ITEMS_DAYS: number(
    'How long the items of verifications and dry runs that have ended stay in the database, in days; then they are a file in the bucket.',
    { default: 90, minimum: 7, maximum: 3_650 },
  ),
}

const GATE_VARIABLES = {
  SOURCE_FRESH_FOR_HOURS: number('How long a confirmed source counts as unchanged, in hours.', {
    default: 24,
    minimum: 1,
    maximum: 168,
  }),
  EVIDENCE_FRESH_FOR_MINUTES: number('How long evidence for a gate counts, in minutes.', {
    default: 60,
    minimum: 1,
    maximum: 1_440,
  }),
  GATE_MIN_VERIFIED_PERCENT: number('A switch needs more than this share of verified records, in percent.', {
    default: 95,
    minimum: 0,
    maximum: 99,
  }),
  LINK_SAMPLE: number('New URLs that are opened before a switch.', { default: 200, minimum: 200, maximum: 10_000 }),
}

export const VARIABLES = {
  ...DATABASE_VARIABLES,
  ...SERVICE_VARIABLES,
  ...SALESFORCE_VARIABLES,
  ...SCOPE_VARIABLES,
  ...VENDOR_VARIABLES,
  ...SOURCE_VARIABLES,
  ...DESTINATION_VARIABLES,
  ...URL_VARIABLES,
  ...WORK_VARIABLES,
  ...SIDE_EFFECT_VARIABLES,
  ...COHORT_VARIABLES,
  ...GUARDRAIL_VARIABLES,
  ...CATCH_UP_VARIABLES,
  ...HOUSEKEEPING_VARIABLES,
  ...GATE_VARIABLES,
  ...TEST_VARIABLES,
}

const SettingsSchema = Type.Object(VARIABLES)
export type Settings = Static<typeof SettingsSchema>
export type VariableName = keyof typeof VARIABLES

/** A variable that starts with one of these is meant for Doclift; an unknown one is a typing error. */
export const OWN_PREFIXES = [
  'DOCLIFT_',
  'SALESFORCE_',
  'SCOPE_',
  'VENDOR_',
  'SOURCE_S3_',
  'SOURCE_HTTPS_',
  'DESTINATION_',
  'DOCUMENT_URL_',
  'COPY_',
  'SWITCH_',
  'COLLECTIONS_',
  'SIDE_EFFECT',
  'GUARDRAIL_',
  'CATCH_UP_',
  'HOUSEKEEPING_',
  'SOURCE_FRESH_',
  'EVIDENCE_',
  'GATE_',
  'TEST_ACCOUNT_',
  'TEST_MOST_',
  'TEST_DRY_RUN_',
  'LINK_SAMPLE',
  'DATABASE_OWNER',
  'JWT_KEYS_',
  'SIGNING_KEY_',
  'CONFORM_',
  'WEBHOOK_',
  'URL_MODE',
  'URL_BASE',
  'LINK_KEYS_',
  'LINK_ANONYMOUS_',
] as const
