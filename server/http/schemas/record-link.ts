import { Type } from 'typebox'
import { dateTime, named } from './shared.ts'

export const RecordLinkSchema = named(
  'RecordLink',
  Type.Object(
    {
      url: Type.String({
        description: 'A pre-signed address of the object in the bucket; whoever has it may read it.',
      }),
      expiresAt: dateTime('Until when it can be used.'),
      disposition: Type.Enum(['inline', 'attachment'], {
        description: 'Whether a browser shows it; only PDF and raster images are shown.',
      }),
    },
    {
      description: 'A link of one minute to the bytes of one document.',
      examples: [
        {
          url: 'https://files.northwind.example/doclift/contract.pdf?X-Amz-Expires=60&X-Amz-Signature=0a1b',
          expiresAt: '2026-03-01T12:01:00.000Z',
          disposition: 'inline',
        },
      ],
    },
  ),
)
