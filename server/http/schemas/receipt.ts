import { Type } from 'typebox'
import { ATTESTATIONS } from '../../domain/object/checksum.ts'
import { ITEM_OUTCOMES, OPERATIONS } from '../../domain/run/run.ts'
import { ChecksumSchema, EXAMPLE_CHECKSUM } from './checksum.ts'
import { EXAMPLE_ACCOUNT_ID, EXAMPLE_RECORD_ID } from './examples.ts'
import { dateTime, named, nullable, nullableDateTime } from './shared.ts'

const OLD_URL = 'https://files.vendor.example/documents/contract.pdf'
const EXAMPLE_KEY_ID = 'c'.repeat(64)

const InstallationSchema = Type.Object({
  orgId: Type.String({ description: 'Salesforce id of the org, 18 characters.' }),
  environment: Type.Enum(['sandbox', 'production']),
})

const RecordOfReceiptSchema = Type.Object({
  id: Type.String(),
  accountId: nullable('string'),
  accountName: nullable('string'),
  name: Type.String(),
})

const SourceSchema = Type.Object({
  fingerprint: Type.String({ description: 'ETag or version of the bytes at the source, with their size.' }),
  sizeBytes: Type.Integer(),
  confirmedAt: nullableDateTime('When the source last said that it still has these bytes.'),
})

const ObjectSchema = Type.Object({
  key: Type.String(),
  etag: Type.String({ description: 'As the store gave it; not a checksum.' }),
  versionId: nullable('string'),
  sizeBytes: Type.Integer(),
  checksum: ChecksumSchema,
  attestation: Type.Enum(ATTESTATIONS, {
    description: 'How the store proved that it holds these bytes.',
  }),
  contentType: nullable('string'),
  verifiedAt: dateTime('When the store attested the checksum.'),
})

const UrlSchema = Type.Object({
  firstSeen: nullable('string'),
  present: nullable('string'),
  target: nullable('string', { description: 'What the latest switch wrote; null when no switch wrote anything.' }),
})

const ValueSchema = Type.Object({
  at: dateTime('When it was seen or written.'),
  kind: Type.Enum(['first_seen', 'observed', 'written']),
  url: nullable('string'),
  actor: Type.String(),
  runNumber: Type.Integer(),
})

const RunOfReceiptSchema = Type.Object({
  number: Type.Integer(),
  operation: Type.Enum(OPERATIONS),
  outcome: Type.Enum(ITEM_OUTCOMES),
})

export const ReceiptSchema = named(
  'Receipt',
  Type.Object(
    {
      kind: Type.Literal('doclift-receipt'),
      version: Type.Literal(2),
      installation: InstallationSchema,
      record: RecordOfReceiptSchema,
      source: SourceSchema,
      object: ObjectSchema,
      url: UrlSchema,
      history: Type.Array(ValueSchema, { description: 'Every value the URL field ever had, oldest first.' }),
      runs: Type.Array(RunOfReceiptSchema, { description: 'What became of the record in each run that took it.' }),
      issuedAt: dateTime('When this receipt was issued.'),
      signer: Type.Object({
        algorithm: Type.Literal('Ed25519'),
        keyId: Type.String({ description: 'SHA-256 of the public key (SPKI, DER), hex; see /v1/receipts/key.' }),
      }),
      signature: Type.String({
        description:
          'Ed25519, base64url, over "doclift receipt", a line feed, and the JSON of everything else with sorted keys and no white space.',
      }),
    },
    {
      description: 'The signed proof for one record; "doclift receipt verify" proves it without any connection.',
      examples: [
        {
          kind: 'doclift-receipt',
          version: 2,
          installation: { orgId: '00D000000000001EAA', environment: 'production' },
          record: {
            id: EXAMPLE_RECORD_ID,
            accountId: EXAMPLE_ACCOUNT_ID,
            accountName: 'Northwind Traders',
            name: 'Contract.pdf',
          },
          source: {
            fingerprint: 'd41d8cd98f00b204e9800998ecf8427e 1700000',
            sizeBytes: 1_700_000,
            confirmedAt: '2026-03-01T11:30:00.000Z',
          },
          object: {
            key: 'doclift/contract.pdf',
            etag: 'd41d8cd98f00b204e9800998ecf8427e',
            versionId: null,
            sizeBytes: 1_700_000,
            checksum: EXAMPLE_CHECKSUM,
            attestation: 'sha256',
            contentType: 'application/pdf',
            verifiedAt: '2026-02-28T21:14:03.120Z',
          },
          url: { firstSeen: OLD_URL, present: OLD_URL, target: null },
          history: [
            { at: '2026-02-28T20:00:00.000Z', kind: 'first_seen', url: OLD_URL, actor: 'doclift', runNumber: 1 },
          ],
          runs: [{ number: 2, operation: 'back_up', outcome: 'done' }],
          issuedAt: '2026-03-01T12:00:00.000Z',
          signer: { algorithm: 'Ed25519', keyId: EXAMPLE_KEY_ID },
          signature: `${'A'.repeat(85)}A`,
        },
      ],
    },
  ),
)

export const ReceiptKeySchema = named(
  'ReceiptKey',
  Type.Object(
    {
      keyId: Type.String({ description: 'SHA-256 of the public key (SPKI, DER), hex; receipts name it.' }),
      publicKeyPem: Type.String({ description: 'Ed25519, SPKI, PEM. Keep it apart from the receipts.' }),
    },
    {
      description: 'The key that receipts of this installation are proven with.',
      examples: [
        {
          keyId: EXAMPLE_KEY_ID,
          publicKeyPem:
            '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n',
        },
      ],
    },
  ),
)
