import type { Assumption } from '../assumption.ts'

export const REST = [
  {
    name: 'rest.version',
    sentence: 'The org offers the API version of the settings.',
    otherwise: 'Nothing works; choose a version that the org offers.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'rest.limit-header',
    sentence: 'Each answer tells the API requests of the day in `Sforce-Limit-Info`, as `api-usage=used/allowed`.',
    otherwise: 'Doclift would not see between two looks at the limits how much of the day is used.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'rest.limits',
    sentence: 'The resource of limits tells the daily API requests, or is refused with 403.',
    otherwise: 'Doclift could not keep within its share of the day.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'rest.date',
    sentence: 'Answers carry the time of the server in `Date`.',
    otherwise: 'Catch-up would not know from when on to read.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'rest.gzip',
    sentence: 'An answer is compressed only for who asks for it, and is the same then.',
    otherwise: 'Downloads of an inventory would be unreadable or larger.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'rest.query-pages',
    sentence:
      'A query with more rows than `batchSize` says `done: false`, the whole count, and a next page below the same resource, and no row twice.',
    otherwise: 'Small inventories would lose rows.',
    isReliedOn: true,
    provoked: 'where-possible',
  },
  {
    name: 'rest.unknown-object',
    sentence: 'An object that the user may not query is answered with 400 `INVALID_TYPE`, in a JSON array.',
    otherwise: 'The preflight would not name the permission that is missing.',
    isReliedOn: false,
    provoked: 'always',
  },
  {
    name: 'rest.retired-version',
    sentence:
      'A retired API version is answered with 410, or with 400 or 404 and `UNSUPPORTED_API_VERSION` or `InvalidVersion`.',
    otherwise: 'The message of the day on which the version is retired would be about something else.',
    isReliedOn: false,
    provoked: 'always',
  },
] as const satisfies readonly Assumption[]
