import type { Assumption } from '../assumption.ts'

export const RECORDS = [
  {
    name: 'records.most-retrieved',
    sentence:
      '`POST composite/sobjects/<object>` gives 2,000 records in the order of the ids asked for, and refuses 2,001.',
    otherwise: 'The comparison before a switch would need four times the requests, or fail.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'records.gone',
    sentence:
      '`POST composite/sobjects/<object>` gives null for records that are deleted or unknown; those that sharing hides are taken for the same.',
    otherwise: 'One deleted record would stop the comparison of its whole batch.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'records.most-updated',
    sentence: 'An update of 201 records by Collections is refused as a whole, and none is written.',
    otherwise: 'Records would be written of which Doclift believes that they were not.',
    isReliedOn: false,
    provoked: 'always',
  },
  {
    name: 'records.update-order',
    sentence:
      'The results of Collections come in the order of the request, with `statusCode`; a refused record holds back no other.',
    otherwise: 'Results would be booked to the wrong records.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'records.too-long',
    sentence: 'A value longer than the field is refused with `STRING_TOO_LONG` and never cut.',
    otherwise: 'Links would be written that open nothing.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'records.unknown-id',
    sentence: 'An update of an unknown but well-formed id is refused with `INVALID_CROSS_REFERENCE_KEY`.',
    otherwise: 'The record would be told under another code.',
    isReliedOn: false,
    provoked: 'always',
  },
  {
    name: 'records.deleted-id',
    sentence: 'An update of a deleted record is refused with `ENTITY_IS_DELETED`.',
    otherwise: 'The record would be told under another code.',
    isReliedOn: false,
    provoked: 'always',
  },
  {
    name: 'records.exact',
    sentence: 'Odd values (quotes, commas, `+`, `%20`, letters beyond ASCII) are read by REST as they were written.',
    otherwise: 'Doclift would take its own writes for conflicts.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'records.null',
    sentence: 'Null empties the URL field, and is read as null.',
    otherwise: 'A rollback to an empty field would not be confirmed.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'records.stamp',
    sentence: '`SystemModstamp` of a record never goes back, and a write is never stamped before the one it follows.',
    otherwise:
      'Catch-up would miss changes. The sandbox stamps milliseconds that strictly increase; real stamps have whole seconds.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'records.unmodified-since',
    sentence: '`If-Unmodified-Since` with the second of the last stamp lets a write pass.',
    otherwise: 'Records that met a lock could never be written by themselves.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'records.modified-since',
    sentence:
      '`If-Unmodified-Since` with an earlier second than the last stamp is refused with 412, and nothing is written.',
    otherwise: 'An edit between reading and writing would be overwritten unseen.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'records.lock-of-an-account',
    sentence:
      'A lock of an Account refuses those of its records that are in the group that is written; a spilled lock is reported for each record of it.',
    otherwise:
      'More records than expected go again, or are told as refused. Each is read before anything is written again.',
    isReliedOn: true,
    provoked: 'never',
  },
] as const satisfies readonly Assumption[]
