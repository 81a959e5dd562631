import type { Assumption } from '../assumption.ts'

export const BULK_INGEST = [
  {
    name: 'bulk-ingest.results-too-early',
    sentence: 'Results that are asked for before the end of the job are refused with 400 `INVALIDJOBSTATE`.',
    otherwise:
      'A job that is not done would be booked as one without results; its records are read before anything else.',
    isReliedOn: false,
    provoked: 'always',
  },
  {
    name: 'bulk-ingest.close-without-data',
    sentence: 'Closing a job without data is refused with 400 `INVALIDJOBSTATE`.',
    otherwise: 'An empty job would end by itself. Nothing is written by it.',
    isReliedOn: false,
    provoked: 'always',
  },
  {
    name: 'bulk-ingest.second-upload',
    sentence: 'A second upload to the same job is refused with 400, and the first one stays.',
    otherwise: 'A repeated request could add rows to a job.',
    isReliedOn: false,
    provoked: 'always',
  },
  {
    name: 'bulk-ingest.other-version',
    sentence: 'Reading an ingest job with another API version than its own is refused with 409.',
    otherwise: 'Nothing is lost; Doclift uses the version of the job.',
    isReliedOn: false,
    provoked: 'always',
  },
  {
    name: 'bulk-ingest.every-row',
    sentence:
      'Each uploaded row is in exactly one of the results, with its uploaded `Id`; refused rows say `CODE:message:fields --`.',
    otherwise: 'Records without an answer are in doubt, and are read one by one.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'bulk-ingest.wrong-cells',
    sentence:
      'A row with the wrong number of cells fails the job; none of its rows is written, and all are unprocessed.',
    otherwise: 'Half a damaged upload would be written.',
    isReliedOn: false,
    provoked: 'always',
  },
  {
    name: 'bulk-ingest.exact',
    sentence: 'Odd values are written by Bulk as they stand in the upload.',
    otherwise: 'The read-back would find other links than were written.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'bulk-ingest.not-trimmed',
    sentence: 'Values are not trimmed: blanks at both ends are written, and read again.',
    otherwise: 'A rollback to a value with blanks at its ends would not be byte-exact, and says so for each record.',
    isReliedOn: false,
    provoked: 'always',
  },
  {
    name: 'bulk-ingest.null',
    sentence: '`#N/A` empties a field.',
    otherwise: 'A rollback to an empty field would write the text.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'bulk-ingest.empty-cell',
    sentence: 'An empty cell leaves the field as it is.',
    otherwise: 'Nothing is lost; Doclift writes no empty cell.',
    isReliedOn: false,
    provoked: 'always',
  },
  {
    name: 'bulk-ingest.abort-finished',
    sentence: 'The abort of a job that has ended is refused with 400 `INVALIDJOBSTATE`.',
    otherwise: 'A takeover would stop at a job of its predecessor that has ended.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'bulk-ingest.abort',
    sentence: 'An abort takes hold between two groups of 200 rows, and no row is written after the job says `Aborted`.',
    otherwise: 'A takeover would compare records that are still being written.',
    isReliedOn: true,
    provoked: 'where-possible',
  },
  {
    name: 'bulk-ingest.gone',
    sentence: 'A finished job is deleted with 204, and is answered with 404 in JSON from then on.',
    otherwise: 'Doclift could not tell a job that is gone from an org that does not answer.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'bulk-ingest.failed-on-the-way',
    sentence: 'A job that fails after some rows leaves the rest in `unprocessedrecords`.',
    otherwise: 'The rest is in doubt, and is read record by record.',
    isReliedOn: true,
    provoked: 'never',
  },
  {
    name: 'bulk-ingest.row-left-out',
    sentence:
      'Nobody reports that a row is in none of the results. Doclift does not rely on it: such a record is read.',
    otherwise: 'Nothing; the sandbox has it as the fault `row-left-out`.',
    isReliedOn: false,
    provoked: 'never',
  },
] as const satisfies readonly Assumption[]
