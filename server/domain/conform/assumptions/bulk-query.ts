import type { Assumption } from '../assumption.ts'

export const BULK_QUERY = [
  {
    name: 'bulk-query.too-early',
    sentence: 'Results that are asked for before the end of the job are answered with 204, or 412 up to version 47.',
    otherwise: 'An unfinished inventory would pass for an empty or a failed one.',
    isReliedOn: true,
    provoked: 'where-possible',
  },
  {
    name: 'bulk-query.pages',
    sentence:
      'Each page begins with the header, tells its rows in `Sforce-NumberOfRecords`, and the last one has the locator `null`.',
    otherwise: 'Rows would be lost, or the header taken for one.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'bulk-query.every-row',
    sentence: 'The pages together have each record once, as many as REST counts.',
    otherwise: 'An inventory would lack records.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'bulk-query.exact',
    sentence: 'Odd values are read by Bulk as they were written, and an empty field as an empty cell.',
    otherwise: 'Values of the inventory would differ from those of the comparison: every record a conflict.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'bulk-query.other-version',
    sentence: 'Reading a query job with another API version than its own is refused with 409.',
    otherwise: 'Nothing is lost; Doclift uses the version of the job.',
    isReliedOn: false,
    provoked: 'always',
  },
  {
    name: 'bulk-query.gone',
    sentence: 'A finished job is deleted with 204, and is answered with 404 in JSON from then on.',
    otherwise: 'Doclift could not tell a job that is gone from an org that does not answer.',
    isReliedOn: true,
    provoked: 'always',
  },
] as const satisfies readonly Assumption[]
