import type { Assumption } from '../assumption.ts'

export const SETUP = [
  {
    name: 'setup.field',
    sentence: 'Describe tells type, length, updateable and nillable of the URL field.',
    otherwise: 'The preflight could not tell whether a link fits.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'setup.version-object',
    sentence:
      'The object of versions has a lookup to the document and `CreatedDate`; the sandbox gives it nothing else.',
    otherwise: 'New versions of documents would not be noticed.',
    isReliedOn: true,
    provoked: 'where-possible',
  },
  {
    name: 'setup.object-id',
    sentence: '`TableEnumOrId` of a custom object is its id of 15 characters.',
    otherwise: 'Nothing is lost; Doclift asks for name and id in both lengths.',
    isReliedOn: false,
    provoked: 'where-possible',
  },
  {
    name: 'setup.metadata-of-one',
    sentence: '`Metadata` of more than one row of a query is refused with `MALFORMED_QUERY`.',
    otherwise: 'Nothing is lost; Doclift asks for one row at a time.',
    isReliedOn: false,
    provoked: 'where-possible',
  },
] as const satisfies readonly Assumption[]
