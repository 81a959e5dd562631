import { Type } from 'typebox'
import { ROLES } from '../../domain/run/run.ts'
import { CALLER_KINDS } from '../../operations/access/read-whoami.ts'
import { dateTime, named, nullable, nullableDateTime, TEST_MODE } from './shared.ts'

const TOKEN_ID = '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21'
const ROLE = 'Each role may do all that the ones before it may: viewer, operator, approver, admin.'

export const WhoamiSchema = named(
  'Whoami',
  Type.Object(
    {
      actorId: Type.String({ description: 'As the audit log names the caller.' }),
      kind: Type.Enum(CALLER_KINDS, {
        description: 'An automation token, a user of the org, or somebody at the command line.',
      }),
      name: nullable('string', {
        description: 'Of the token, or of the user in the org; null when the org does not show the user.',
      }),
      role: Type.Enum(ROLES, { description: ROLE }),
      roles: Type.Array(Type.Enum(ROLES), { description: 'The role and all that it includes.' }),
      organisationId: nullable('string', { description: 'Id of the org that this installation serves.' }),
      environment: Type.Enum(['sandbox', 'production'], { description: 'Kind of that org.' }),
      profile: Type.String({ description: 'Which set of defaults this installation runs with.' }),
      testMode: nullable('string', { description: TEST_MODE }),
    },
    {
      description: 'Who is calling, and what that may do here.',
      examples: [
        {
          actorId: 'user:005000000000001AAA',
          kind: 'user',
          name: 'Ada Approver',
          role: 'approver',
          roles: ['viewer', 'operator', 'approver'],
          organisationId: '00D000000000001EAA',
          environment: 'sandbox',
          profile: 'testing',
          testMode: 'Test mode: only 2 Accounts, at most 50 documents a run.',
        },
      ],
    },
  ),
)

export const TokenSchema = named(
  'Token',
  Type.Object(
    {
      id: Type.String({ description: 'A UUID; no secret.' }),
      name: Type.String({ description: 'What the token is for.' }),
      role: Type.Enum(ROLES, { description: ROLE }),
      createdBy: Type.String({ description: 'Who created it.' }),
      createdAt: dateTime('When it was created.'),
      expiresAt: dateTime('It opens nothing from then on.'),
      revokedAt: nullableDateTime('When it was revoked; null while it was not.'),
    },
    {
      description: 'A token for automation. The token itself is shown once, when it is created, and kept nowhere.',
      examples: [
        {
          id: TOKEN_ID,
          name: 'nightly back-up',
          role: 'operator',
          createdBy: 'cli:ops@migration-host',
          createdAt: '2026-03-01T12:00:00.000Z',
          expiresAt: '2026-05-30T12:00:00.000Z',
          revokedAt: null,
        },
      ],
    },
  ),
)

export const TokenIdParams = Type.Object({
  id: Type.String({
    pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    description: 'Id of a token, a UUID.',
    examples: [TOKEN_ID],
  }),
})
