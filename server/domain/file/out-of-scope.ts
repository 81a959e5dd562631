import type { OutOfScopeReason } from './states.ts'

/** What each reason says about a record, as a sentence for whoever reads a list of them. */
export const OUT_OF_SCOPE_SENTENCES: Readonly<Record<OutOfScopeReason, string>> = {
  folder: 'It is a folder, not a document.',
  'no-account': 'It belongs to no Account.',
  'no-url': 'Its URL field is empty.',
  'not-a-url': 'Its URL field holds something that is not the address of a file.',
  'foreign-host': 'Its URL leads to a host that is not one of the vendor.',
  'type-excluded': 'Its Name ends in an extension that is not to be moved.',
  'too-large': 'Its file is larger than the largest one that may be copied.',
  deleted: 'It was deleted in Salesforce.',
}
