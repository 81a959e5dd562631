import { Type } from 'typebox'
import { nullableNumber } from './analysis.ts'
import { dateTime, named } from './shared.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })
const moment = (description: string) => Type.String({ minLength: 10, maxLength: 40, description })

export const SeriesQuery = Type.Object(
  {
    by: Type.Enum(['hour', 'day'], { description: 'Length of a bucket. A day is one of UTC.' }),
    from: Type.Optional(
      moment(
        'ISO 8601, `2026-03-01` or with time and zone; widened to the start of its bucket. By default 24 hours or 30 days before the end.',
      ),
    ),
    to: Type.Optional(
      moment('The same; widened to the end of its bucket. Now by default. At most 31 days by hour, five years by day.'),
    ),
  },
  { additionalProperties: false },
)

const BucketShape = Type.Object({
  from: dateTime('Start of the bucket.'),
  settled: count('Items that got their outcome: the sum of the counts that follow.'),
  verified: count('Copies made and proven.'),
  reconfirmed: count('Verified copies that were asked about again and are the same.'),
  switched: count('URLs switched and read back.'),
  rolledBack: count('URLs taken back.'),
  failed: count('Failed, or refused by the org.'),
  conflicted: count('Left alone, because somebody else had changed the record.'),
  overwritten: count('Edits by others that our write replaced.'),
  withdrawn: count('Taken out of their run before anything was done.'),
  verifiedBytes: count('Bytes of the copies made and proven.'),
  errorRate: nullableNumber({
    minimum: 0,
    maximum: 1,
    description: 'failed / settled; null when nothing was settled.',
  }),
})

export const SeriesSchema = named(
  'Series',
  Type.Object(
    {
      by: Type.Enum(['hour', 'day']),
      from: dateTime('Start of the first bucket.'),
      to: dateTime('End of the last bucket.'),
      buckets: Type.Array(BucketShape, { description: 'Every bucket of the span, oldest first.' }),
    },
    {
      description: 'What was done over time.',
      examples: [
        {
          by: 'hour',
          from: '2026-03-01T08:00:00.000Z',
          to: '2026-03-01T09:00:00.000Z',
          buckets: [
            {
              from: '2026-03-01T08:00:00.000Z',
              settled: 48_210,
              verified: 47_988,
              reconfirmed: 0,
              switched: 0,
              rolledBack: 0,
              failed: 222,
              conflicted: 0,
              overwritten: 0,
              withdrawn: 0,
              verifiedBytes: 67_183_200_000,
              errorRate: 0.0046,
            },
          ],
        },
      ],
    },
  ),
)
