import { type Static, Type } from 'typebox'
import { ATTESTATIONS } from '../../domain/object/checksum.ts'
import { RUN_ACTS } from '../../domain/run/history.ts'
import { ITEM_OUTCOMES, OPERATIONS, RUN_STATES } from '../../domain/run/run.ts'
import { FINDINGS } from '../../domain/verification/findings.ts'
import { CohortSchema, EXAMPLE_COHORT } from './cohort.ts'
import { EXAMPLE_GATE, EXAMPLE_PLAN_HASH, EXAMPLE_RECORD_ID, EXAMPLE_RUN } from './examples.ts'
import { FailureCodeSchema } from './failure-code.ts'
import { GateSchema } from './gate.ts'
import { GuardrailSchema } from './guardrail.ts'
import { counts, dateTime, named, nullable, nullableDateTime, nullableRef, ref } from './shared.ts'
import { SideEffectsSchema } from './side-effects.ts'
import { VerificationRequestSchema, VerificationSchema } from './verification.ts'

const MAX_IDS = 10_000

function ids(description: string) {
  const id = Type.String({ minLength: 15, maxLength: 18 })
  return Type.Unsafe<readonly string[]>(Type.Array(id, { minItems: 1, maxItems: MAX_IDS, description }))
}

const closed = { additionalProperties: false }

const FailureCodes = Type.Unsafe<readonly string[]>(
  Type.Array(FailureCodeSchema, {
    minItems: 1,
    maxItems: 100,
    description: 'Records whose last act failed with one of these codes; see /v1/failures.',
  }),
)

const ScopeSchema = Type.Union(
  [
    Type.Object({ kind: Type.Literal('everything') }, closed),
    Type.Object({ kind: Type.Literal('accounts'), accountIds: ids('Accounts by id.') }, closed),
    Type.Object(
      {
        kind: Type.Literal('records'),
        recordIds: ids('Records by id.'),
        overridesConflicts: Type.Optional(
          Type.Boolean({
            description:
              'For roll_back: also records that somebody else changed, from the value that was seen there last. It is audited.',
          }),
        ),
      },
      closed,
    ),
    Type.Object({ kind: Type.Literal('failures'), codes: FailureCodes }, closed),
    Type.Object(
      {
        kind: Type.Literal('run'),
        runId: Type.String({ format: 'uuid', description: 'For roll_back: what this run wrote.' }),
      },
      closed,
    ),
  ],
  { description: 'Which records.' },
)

const Types = Type.Unsafe<readonly string[]>(
  Type.Array(Type.String({ maxLength: 10, pattern: '^([0-9a-z]*[a-z][0-9a-z]*)?$' }), {
    minItems: 1,
    maxItems: 100,
    description: 'Only documents with these file extensions, in lower case; the empty text stands for none.',
  }),
)

const LimitsSchema = Type.Object(
  {
    types: Type.Optional(Types),
    percentage: Type.Optional(
      Type.Number({
        minimum: 0.001,
        maximum: 100,
        description: 'This share of the records: always the same ones, and a larger share has all of a smaller one.',
      }),
    ),
    firstRecords: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000_000,
        description: 'At most this many records. For analyse: documents of its sample, up to 2,000; 400 by default.',
      }),
    ),
  },
  {
    ...closed,
    description:
      'For back_up, verify, switch and roll_back. All that are given hold together: of the records with these types those in the percentage, and of these the first.',
  },
)

export const RunRequestSchema = Type.Object(
  {
    operation: Type.Enum(OPERATIONS, {
      description:
        'Only switch and roll_back change Salesforce; switch needs an approval. catch_up looks for changes since the last inventory. What analyse reads can start restores.',
    }),
    scope: ScopeSchema,
    dryRun: Type.Optional(
      Type.Boolean({ default: false, description: 'Plans and writes nothing outside the database.' }),
    ),
    limits: Type.Optional(LimitsSchema),
    verification: Type.Optional(VerificationRequestSchema),
  },
  { ...closed, examples: [{ operation: 'back_up', scope: { kind: 'everything' }, dryRun: true }] },
)

export type RunRequestBody = Static<typeof RunRequestSchema>

export const ApprovalSchema = Type.Object(
  {
    planHash: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'The planHash of the run, as it was looked at.' }),
  },
  { ...closed, examples: [{ planHash: EXAMPLE_PLAN_HASH }] },
)

const RunArchiveSchema = Type.Object({
  key: Type.String({ description: 'Of the object in the bucket: the lines of the report of the run, as JSON lines.' }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  items: Type.Integer({ minimum: 0 }),
  archivedAt: dateTime('When they were archived.'),
})

const runProperties = {
  id: Type.String({ format: 'uuid' }),
  number: Type.Integer({ description: 'What people call it.' }),
  operation: Type.Enum(OPERATIONS),
  scope: ScopeSchema,
  dryRun: Type.Boolean(),
  limits: LimitsSchema,
  verification: Type.Unsafe<Static<typeof VerificationSchema> | null>({
    anyOf: [VerificationSchema, { type: 'null' }],
    description: 'How thoroughly a verification looks, and at how many; null for other operations.',
  }),
  state: Type.Enum(RUN_STATES),
  profile: Type.String(),
  planHash: nullable('string', { description: 'Null while the run is being planned.' }),
  archive: Type.Unsafe<Static<typeof RunArchiveSchema> | null>({
    anyOf: [RunArchiveSchema, { type: 'null' }],
    description: 'Where its items are since they left the ledger; null while they are there.',
  }),
  createdBy: Type.String(),
  createdAt: dateTime('When it was created.'),
  approvedBy: nullable('string'),
  startedAt: nullableDateTime('When work began.'),
  endedAt: nullableDateTime('When it ended.'),
  stopCode: nullable('string', { description: 'Why it was halted or failed.' }),
  stopSentence: nullable('string'),
}

export const RunSchema = named(
  'Run',
  Type.Object(runProperties, { description: 'One execution of one operation.', examples: [EXAMPLE_RUN] }),
)
export type RunResource = Static<typeof RunSchema>

const count = Type.Integer({ minimum: 0 })

const EntriesSchema = Type.Object({
  read: Type.Integer({ minimum: 0, description: 'After an interruption some are read twice.' }),
  added: count,
  changed: Type.Integer({ minimum: 0, description: 'Our own writes are none.' }),
  deleted: count,
})
const ProofsSchema = counts(
  ATTESTATIONS,
  'For back_up: copies by how the store proved that it holds their bytes; they add up to done. For verify: those that were healed.',
)
const FindingsSchema = counts(
  FINDINGS,
  'For verify: objects that were missing or differed, and how many of them were healed; records without a proven copy, and those that could not be checked.',
)

export const RunDetailSchema = named(
  'RunDetail',
  Type.Object(
    {
      ...runProperties,
      needsApproval: Type.Boolean({ description: 'Whether an approver must start it.' }),
      counts: Type.Object(
        {
          planned: count,
          pending: count,
          leftOut: count,
          outcomes: Type.Object({
            done: count,
            failed: count,
            conflicted: count,
            refused: count,
            overwritten: count,
            in_doubt: count,
            withdrawn: count,
          }),
          proofs: ProofsSchema,
          findings: FindingsSchema,
        },
        { description: 'planned = pending + all outcomes. leftOut stands beside it.' },
      ),
      entries: Type.Unsafe<Static<typeof EntriesSchema> | null>({
        anyOf: [EntriesSchema, { type: 'null' }],
        description: 'What an inventory or a catch-up has read of the org so far; null for other operations.',
      }),
      largestAccounts: Type.Array(
        Type.Object({
          accountId: Type.String(),
          accountName: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
          items: Type.Integer({ minimum: 1 }),
        }),
        {
          description:
            'The Accounts with most items of the plan, the largest first: records of one Account wait for each other when they are written.',
        },
      ),
      gate: nullableRef(GateSchema),
      sideEffects: nullableRef(SideEffectsSchema),
      cohorts: Type.Array(ref(CohortSchema), {
        description: 'In what order a switch takes the Accounts of its plan; empty for other operations.',
      }),
      guardrail: nullableRef(GuardrailSchema),
    },
    {
      description: 'A run with its counts and, for a switch, its gate and what it set off.',
      examples: [
        {
          ...EXAMPLE_RUN,
          needsApproval: true,
          counts: {
            planned: 3,
            pending: 3,
            leftOut: 2,
            outcomes: { done: 0, failed: 0, conflicted: 0, refused: 0, overwritten: 0, in_doubt: 0, withdrawn: 0 },
            proofs: {},
            findings: {},
          },
          entries: null,
          largestAccounts: [{ accountId: '001Mx0000000001IAA', accountName: 'Northwind Traders', items: 3 }],
          gate: EXAMPLE_GATE,
          sideEffects: null,
          cohorts: [{ ...EXAMPLE_COHORT, accounts: 1, records: 3, state: 'waiting', endedAt: null, soaksUntil: null }],
          guardrail: null,
        },
      ],
    },
  ),
)

export const RunItemSchema = named(
  'RunItem',
  Type.Object(
    {
      recordId: Type.String(),
      recordName: Type.String({ description: 'As Salesforce called it when it was read last.' }),
      expectedUrl: nullable('string', { description: 'The value it must have, or it is left alone.' }),
      targetUrl: nullable('string', { description: 'The value it is given.' }),
      leftOutReason: nullable('string', { description: 'Why the plan leaves it out.' }),
      outcome: Type.Unsafe<(typeof ITEM_OUTCOMES)[number] | null>({
        enum: [...ITEM_OUTCOMES, null],
        description: 'Null while it is pending.',
      }),
      code: nullable('string', {
        description: 'Why it was not done; copy.healed where a verification put a copy right.',
      }),
      sentence: nullable('string'),
      exposureMs: nullable('integer', {
        description: 'Milliseconds between reading the value and the answer to the write; an edit inside is not seen.',
      }),
    },
    {
      description: 'One record in a run: what was planned, and what became of it.',
      examples: [
        {
          recordId: EXAMPLE_RECORD_ID,
          recordName: 'Contract.pdf',
          expectedUrl: 'https://files.vendor.example/a',
          targetUrl: 'https://files.northwind.example/a01000000000001AAA',
          leftOutReason: null,
          outcome: 'done',
          code: null,
          sentence: null,
          exposureMs: 850,
        },
      ],
    },
  ),
)

const RunHistoryLineSchema = Type.Object({
  at: dateTime('When it happened, by the clock of the service.'),
  kind: Type.Enum(RUN_ACTS),
  actor: Type.String({ description: 'Who did it; doclift where nobody had to.' }),
  state: Type.Unsafe<(typeof RUN_STATES)[number] | null>({
    enum: [...RUN_STATES, null],
    description: 'How it ended; null for everything else.',
  }),
  code: nullable('string', { description: 'Why it was halted or failed.' }),
  sentence: nullable('string'),
  records: nullable('integer', {
    description: 'Records whose values were kept before the first was written, or that were withdrawn.',
  }),
})

const NOTHING_ELSE = { state: null, code: null, sentence: null, records: null }

export const RunHistorySchema = named(
  'RunHistory',
  Type.Object(
    { items: Type.Array(RunHistoryLineSchema) },
    {
      description: 'What happened to a run, oldest first.',
      examples: [
        {
          items: [
            { at: '2026-03-01T12:00:00.000Z', kind: 'run.created', actor: EXAMPLE_RUN.createdBy, ...NOTHING_ELSE },
            {
              at: '2026-03-01T12:05:00.000Z',
              kind: 'run.halted',
              actor: EXAMPLE_RUN.createdBy,
              ...NOTHING_ELSE,
              code: 'run.halted',
              sentence:
                'Stopped by hand. It stops within 10 s; 43 records in flight will be checked. It can be resumed.',
            },
          ],
        },
      ],
    },
  ),
)
