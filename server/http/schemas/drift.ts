import { Type } from 'typebox'
import { DRIFT_KINDS } from '../../domain/drift/drift.ts'
import { EXAMPLE_ACCOUNT_ID, EXAMPLE_RECORD_ID, EXAMPLE_RUN_ID } from './examples.ts'
import { dateTime, named, nullable, nullableDateTime } from './shared.ts'

export const DriftSchema = named(
  'Drift',
  Type.Object(
    {
      number: Type.Integer({ description: 'Rises from finding to finding.' }),
      kind: Type.Enum(DRIFT_KINDS, { description: 'What moved.' }),
      recordId: Type.String(),
      recordName: Type.String({ description: 'As it is now.' }),
      accountId: nullable('string', { description: 'The Account that the record belongs to now.' }),
      accountName: nullable('string'),
      seenAt: dateTime('When a run saw it.'),
      runId: Type.String({ format: 'uuid', description: 'The run that saw it.' }),
      runNumber: Type.Integer(),
      oldValue: nullable('string', { description: 'The URL, name, Account or identifier it had; null for none.' }),
      newValue: nullable('string', {
        description: 'The one it has; for a newer version the id of its row or the new identifier.',
      }),
      resolvedAt: nullableDateTime('When it was resolved; null while it is open.'),
      recommendation: Type.String({ description: 'What to do, in plain words.' }),
    },
    {
      description: 'Something that moved in Salesforce since a record was copied. It is never switched by itself.',
      examples: [
        {
          number: 31,
          kind: 'new-vendor-url',
          recordId: EXAMPLE_RECORD_ID,
          recordName: 'Contract.pdf',
          accountId: EXAMPLE_ACCOUNT_ID,
          accountName: 'Northwind Traders',
          seenAt: '2026-03-02T06:00:03.120Z',
          runId: EXAMPLE_RUN_ID,
          runNumber: 15,
          oldValue: 'https://files.vendor.example/a',
          newValue: 'https://files.vendor.example/b',
          resolvedAt: null,
          recommendation: 'The next back-up copies the file that the record points at now.',
        },
      ],
    },
  ),
)
