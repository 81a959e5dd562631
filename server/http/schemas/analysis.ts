import { type TSchemaOptions, Type } from 'typebox'
import { OUT_OF_SCOPE_REASONS } from '../../domain/file/states.ts'
import { counts, dateTime, named, nullable } from './shared.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })
const percent = (description: string) => nullableNumber({ minimum: 0, maximum: 100, description })
const bytes = (description: string) => nullable('integer', { minimum: 0, description })
const level = (levels: readonly string[]) => Type.Enum(levels, { description: 'Judged by the mean of its kind.' })

const LEVELS = ['peak', 'usual', 'quiet'] as const
const ESTIMATED = 'Known bytes and the estimate for the others; null when nothing is known about these.'

/** A number that may be null. */
export function nullableNumber(options: TSchemaOptions) {
  return Type.Unsafe<number | null>({ type: ['number', 'null'], ...options })
}

const Totals = Type.Object({
  entries: count('Every entry of the object, folders too; inScope and outOfScope add up to it.'),
  inScope: count('Documents that are to be moved.'),
  outOfScope: counts(OUT_OF_SCOPE_REASONS, 'Entries out of scope by reason.'),
  withoutAccount: count('Entries without an Account, folders included.'),
  inScopePercent: percent('inScope of entries; null without entries.'),
})

const Accounts = Type.Object(
  {
    count: count('Accounts with records in scope.'),
    largest: count('Records of the largest Account.'),
    median: Type.Number({ minimum: 0, description: 'Records of the middle Account.' }),
    top10Percent: percent('Share of all records that the ten largest Accounts hold.'),
    top50Percent: percent('Share of all records that the fifty largest Accounts hold.'),
    withAtLeast1000: count('Accounts with 1,000 records or more.'),
    withAtLeast10000: count('Accounts with 10,000 records or more.'),
    top: Type.Array(
      Type.Object({
        accountId: Type.String(),
        name: Type.String(),
        records: count('Records in scope.'),
        knownBytes: count('Bytes of verified copies.'),
        bytes: bytes(ESTIMATED),
      }),
      { description: 'The twenty largest Accounts.' },
    ),
  },
  { description: 'How the records in scope are spread over Accounts.' },
)

const Extensions = Type.Object(
  {
    top: Type.Array(Type.Object({ extension: Type.String(), records: count('Records.'), bytes: bytes(ESTIMATED) }), {
      description: 'The fifty most frequent, in lower case.',
    }),
    withoutExtension: Type.Object({ records: count('Records.'), bytes: bytes(ESTIMATED) }),
    others: Type.Object({
      extensions: count('How many extensions are not shown.'),
      records: count('Records with one of these.'),
      bytes: bytes(ESTIMATED),
    }),
  },
  { description: 'Records in scope by what stands after the last dot of their name.' },
)

const ContentTypes = Type.Array(
  Type.Object({
    contentType: Type.String(),
    verified: count('Verified copies stored with it.'),
    sampled: count('Documents of the sample that have it by their first bytes.'),
  }),
  { description: 'The fifty most frequent content types, told from names and first bytes.' },
)

const Hosts = Type.Object(
  {
    top: Type.Array(Type.Object({ host: Type.String(), records: count('Records.') }), {
      description: 'Up to a hundred, most records first.',
    }),
    otherHosts: count('How many hosts are not shown.'),
    otherRecords: count('Records with one of these.'),
  },
  { description: 'Hosts in the addresses of documents; what is no address is counted in outOfScope.' },
)

const ActivityShape = Type.Object(
  {
    undated: count('Documents whose time of creation is not known yet; an inventory reads it.'),
    years: Type.Array(Type.Object({ year: Type.Integer(), records: count('Records.') })),
    months: Type.Array(
      Type.Object({
        year: Type.Integer(),
        month: Type.Integer({ minimum: 1, maximum: 12 }),
        records: count('Records.'),
      }),
      { description: 'Months with records, oldest first.' },
    ),
    monthsOfYear: Type.Array(
      Type.Object({
        month: Type.Integer({ minimum: 1, maximum: 12 }),
        recordsPerYear: Type.Number({ minimum: 0, description: 'Mean over the years the data covers.' }),
        level: level(LEVELS),
      }),
      { description: 'peak from 150 % of the mean month on, quiet up to 75 %.' },
    ),
    weekdays: Type.Array(
      Type.Object({
        weekday: Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday.' }),
        records: count('Records.'),
        level: level(LEVELS),
      }),
      { description: 'peak from 150 % of the mean day on, quiet up to 50 %.' },
    ),
    weekend: Type.Enum(['busier', 'alike', 'quieter'], {
      description: 'A mean day of the weekend beside a mean weekday; alike within 25 %.',
    }),
    hours: Type.Array(
      Type.Object({
        hour: Type.Integer({ minimum: 0, maximum: 23 }),
        records: count('Records.'),
        level: level(['usual', 'quiet']),
      }),
      { description: 'quiet below 50 % of the mean hour.' },
    ),
  },
  { description: 'When documents were created, in UTC.' },
)

const SizesShape = Type.Object(
  {
    knownRecords: count('Verified copies.'),
    knownBytes: count('Their bytes, exactly.'),
    unknownRecords: count('Records in scope without a verified copy.'),
    estimatedBytes: bytes('Estimate of their bytes; null when no document of the sample could be read.'),
    bytes: bytes('Everything in scope.'),
    lowBytes: bytes('Lower end of the 95 % confidence interval of bytes.'),
    highBytes: bytes('Upper end of the 95 % confidence interval of bytes.'),
    isExact: Type.Boolean({ description: 'Nothing had to be estimated.' }),
    putsPerRecord: nullableNumber({
      description: 'Mean number of PUT requests that store one of the unknown records.',
    }),
    sample: Type.Object(
      {
        drawn: count('Documents chosen at random, stratified by extension.'),
        read: count('The start of these was read.'),
        archived: count('Archived at the source; a restore may have been asked for.'),
        missing: count('Missing at the source; counted as no bytes.'),
        refused: count('The source answered with something else than the document.'),
        unread: count('The source did not answer.'),
      },
      { description: 'drawn is the sum of the others.' },
    ),
  },
  { description: 'Exact for verified copies; for the others estimated from a random sample.' },
)

const EXAMPLE = {
  runId: '0195513a-9d00-7c1e-8a53-2f5d5c0e9a11',
  runNumber: 2,
  at: '2026-03-01T08:12:44.318Z',
  totals: {
    entries: 1_505_847,
    inScope: 1_296_120,
    outOfScope: { folder: 206_602, 'no-account': 3_125 },
    withoutAccount: 3_311,
    inScopePercent: 86.1,
  },
  accounts: {
    count: 26_333,
    largest: 2_854,
    median: 31,
    top10Percent: 1.6,
    top50Percent: 5.2,
    withAtLeast1000: 41,
    withAtLeast10000: 0,
    top: [
      {
        accountId: '001000000000001AAA',
        name: 'Northwind Traders',
        records: 2_854,
        knownBytes: 0,
        bytes: 3_995_600_000,
      },
    ],
  },
  extensions: {
    top: [{ extension: 'pdf', records: 1_049_857, bytes: 1_512_000_000_000 }],
    withoutExtension: { records: 15_543, bytes: 21_760_200_000 },
    others: { extensions: 1_052, records: 5_210, bytes: 7_294_000_000 },
  },
  contentTypes: [{ contentType: 'application/pdf', verified: 0, sampled: 322 }],
  hosts: {
    top: [{ host: 'files.vendor.example', records: 1_299_245 }],
    otherHosts: 0,
    otherRecords: 0,
  },
  activity: {
    undated: 0,
    years: [{ year: 2025, records: 212_400 }],
    months: [{ year: 2025, month: 3, records: 41_120 }],
    monthsOfYear: [{ month: 3, recordsPerYear: 39_870.5, level: 'peak' }],
    weekdays: [{ weekday: 1, records: 240_118, level: 'usual' }],
    weekend: 'quieter',
    hours: [{ hour: 4, records: 1_204, level: 'quiet' }],
  },
  sizes: {
    knownRecords: 0,
    knownBytes: 0,
    unknownRecords: 1_296_120,
    estimatedBytes: 1_784_000_000_000,
    bytes: 1_784_000_000_000,
    lowBytes: 1_561_000_000_000,
    highBytes: 2_007_000_000_000,
    isExact: false,
    putsPerRecord: 1.21,
    sample: { drawn: 400, read: 391, archived: 4, missing: 3, refused: 2, unread: 0 },
  },
}

export const AnalysisSchema = named(
  'Analysis',
  Type.Object(
    {
      runId: Type.String({ format: 'uuid', description: 'The run that made it.' }),
      runNumber: Type.Integer({ description: 'What people call that run.' }),
      at: dateTime('When it was made.'),
      totals: Totals,
      accounts: Accounts,
      extensions: Extensions,
      contentTypes: ContentTypes,
      hosts: Hosts,
      activity: ActivityShape,
      sizes: SizesShape,
    },
    { description: 'What is in the org, and how much it is.', examples: [EXAMPLE] },
  ),
)
