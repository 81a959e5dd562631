import { Type } from 'typebox'
import {
  COPY_STATES,
  OUT_OF_SCOPE_REASONS,
  RECORD_WORDS,
  type RecordWord,
  URL_STATES,
} from '../../domain/file/states.ts'
import { CODE_OF_OBJECT, type ObjectFinding } from '../../domain/verification/findings.ts'
import { ChecksumSchema, EXAMPLE_CHECKSUM } from './checksum.ts'
import { EXAMPLE_ACCOUNT_ID, EXAMPLE_RECORD_ID, EXAMPLE_RUN_ID } from './examples.ts'
import { dateTime, named, nullable, nullableDateTime } from './shared.ts'

export const RecordSchema = named(
  'Record',
  Type.Object(
    {
      recordId: Type.String(),
      accountId: nullable('string'),
      accountName: nullable('string'),
      name: Type.String(),
      state: Type.Unsafe<RecordWord | null>({
        enum: [...RECORD_WORDS, null],
        description: 'The one word for it; null when it is out of scope.',
      }),
      copyState: Type.Enum(COPY_STATES),
      urlState: Type.Enum(URL_STATES),
      outOfScopeReason: Type.Unsafe<(typeof OUT_OF_SCOPE_REASONS)[number] | null>({
        enum: [...OUT_OF_SCOPE_REASONS, null],
      }),
      isHeld: Type.Boolean({ description: 'A held record stays out of every switch until it is released.' }),
      documentUrl: nullable('string'),
      firstSeenUrl: nullable('string'),
      sizeBytes: nullable('integer'),
      contentType: nullable('string'),
      objectKey: nullable('string'),
      checksum: ChecksumSchema,
      verifiedAt: nullableDateTime('When the store attested the checksum.'),
      failureCode: nullable('string'),
      failureSentence: nullable('string'),
      ownerRunId: nullable('string', { description: 'The unfinished run that owns it.' }),
    },
    {
      description: 'One document of the org and its object in the bucket.',
      examples: [
        {
          recordId: EXAMPLE_RECORD_ID,
          accountId: EXAMPLE_ACCOUNT_ID,
          accountName: 'Northwind Traders',
          name: 'Contract.pdf',
          state: 'verified',
          copyState: 'verified',
          urlState: 'original',
          outOfScopeReason: null,
          isHeld: false,
          documentUrl: 'https://files.vendor.example/a',
          firstSeenUrl: 'https://files.vendor.example/a',
          sizeBytes: 1_700_000,
          contentType: 'application/pdf',
          objectKey: 'doclift/001000000000001AAA/Northwind_Traders/a01000000000001AAA/5d41402a/Contract.pdf',
          checksum: EXAMPLE_CHECKSUM,
          verifiedAt: '2026-03-01T11:45:00.000Z',
          failureCode: null,
          failureSentence: null,
          ownerRunId: null,
        },
      ],
    },
  ),
)

export const HistorySchema = named(
  'RecordHistory',
  Type.Object(
    {
      items: Type.Array(
        Type.Object({
          at: dateTime('When it was seen or written.'),
          kind: Type.Enum(['first_seen', 'observed', 'written']),
          url: nullable('string'),
          actor: Type.String({ description: 'Who did it: user, token, cli or doclift.' }),
          runId: Type.String(),
          runNumber: Type.Integer(),
          byUserId: nullable('string', { description: 'Who had last modified the record then.' }),
        }),
        { description: 'Oldest first, from the value first seen.' },
      ),
      healings: Type.Array(
        Type.Object({
          at: dateTime('When the copy was right again.'),
          actor: Type.String({ description: 'Who started the verification.' }),
          runId: Type.String(),
          runNumber: Type.Integer(),
          finding: Type.Enum(Object.keys(CODE_OF_OBJECT) as ObjectFinding[], {
            description: 'What was wrong with the object.',
          }),
          sentence: Type.String({ description: 'What was found, and what was done.' }),
        }),
        { description: 'Each time that a verification put its copy right, oldest first.' },
      ),
    },
    {
      description: 'Every value the URL field of a record was seen with or given, and what was done to its copy.',
      examples: [
        {
          items: [
            {
              at: '2026-03-01T11:30:00.000Z',
              kind: 'first_seen',
              url: 'https://files.vendor.example/a',
              actor: 'doclift',
              runId: EXAMPLE_RUN_ID,
              runNumber: 1,
              byUserId: null,
            },
          ],
          healings: [
            {
              at: '2026-03-02T03:30:00.000Z',
              actor: 'token:018f4c1e-0000-7000-8000-000000000001',
              runId: EXAMPLE_RUN_ID,
              runNumber: 21,
              finding: 'missing',
              sentence:
                'The object was gone from the bucket. The document was copied again from the source to the same place.',
            },
          ],
        },
      ],
    },
  ),
)
