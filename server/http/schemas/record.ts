import { Type } from 'typebox'
import { COPY_STATES, OUT_OF_SCOPE_REASONS, URL_STATES } from '../../domain/file/states.ts'
import { dateTime, named, nullable, nullableDateTime } from './shared.ts'

/** The words people see: copy states, and URL states but the first. */
export const RECORD_WORDS = [...COPY_STATES, ...URL_STATES.filter((state) => state !== 'original')] as const

export const RecordSchema = named(
  'Record',
  Type.Object(
    {
      recordId: Type.String(),
      accountId: nullable('string'),
      accountName: nullable('string'),
      name: Type.String(),
      state: Type.Unsafe<(typeof RECORD_WORDS)[number] | null>({
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
      sha256: nullable('string'),
      verifiedAt: nullableDateTime('When the store attested the checksum.'),
      failureCode: nullable('string'),
      failureSentence: nullable('string'),
      ownerRunId: nullable('string', { description: 'The unfinished run that owns it.' }),
    },
    { description: 'One document of the org and its object in the bucket.' },
  ),
)

export const HistorySchema = named(
  'RecordHistory',
  Type.Object({
    items: Type.Array(
      Type.Object({
        at: dateTime('When it was seen or written.'),
        kind: Type.Enum(['first_seen', 'observed', 'written']),
        url: nullable('string'),
        actor: Type.String(),
        runId: Type.String(),
        runNumber: Type.Integer(),
        byUserId: nullable('string', { description: 'Who had last modified the record then.' }),
      }),
      { description: 'Oldest first, from the value first seen.' },
    ),
  }),
)
