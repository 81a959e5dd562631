import type { DocumentKind } from './catalogue.ts'
import type { Draws } from './draws.ts'

/** Salesforce cuts the Name of a record at this many characters. */
export const NAME_LIMIT = 80

const STREAM = { first: 30, second: 31, kind: 32, year: 33, style: 34, account: 35, form: 36, number: 37 } as const

const SUBJECTS = [
  'Tax Return',
  'Engagement Letter',
  'Bank Statement',
  'Payroll Summary',
  'Trial Balance',
  'Lease',
] as const
const ADJECTIVES = ['Final', 'Signed', 'Draft', 'Amended', 'Scanned', 'Reviewed'] as const
const FOLDERS = ['Tax', 'Correspondence', 'Permanent File', 'Payroll', 'Audit', 'Pläne & Belege'] as const
const FIRST_NAMES = ['Harbour', 'Juniper', 'Copper', 'Willow', 'Granite', 'Meadow', 'Lantern', 'Orchard'] as const
const SECOND_NAMES = ['Bakery', 'Logistics', 'Clinic', 'Joinery', 'Vineyard', 'Foundry', 'Nursery', 'Press'] as const

type NameStyle = (base: string, extension: string) => string

const usual: NameStyle = (base, extension) => base + extension

/** Ways in which people name files; each must survive as an S3 key, a header and a CSV cell. */
const ODD_STYLES: readonly [NameStyle, ...NameStyle[]] = [
  (base, extension) => `${base} #2${extension}`,
  (base, extension) => `${base} 100% done${extension}`,
  (base, extension) => `${base}+annex${extension}`,
  (base, extension) => `"${base}", client's copy${extension}`,
  (base, extension) => `${base} 🧾✅${extension}`,
  (base, extension) => `תרגום ${base} مستند${extension}`,
  (base, extension) => `Übersicht – ${base} (Größe ß)${extension}`,
  (base, extension) => `${base}.v1.2.final${extension}`,
  (base) => base,
  (base, extension) => `${base}  copy${extension}`,
  (base, extension) => `${base} & <b>notes</b>; see A,B${extension}`,
  (base, extension) =>
    `${base} with a title that goes on for much longer than anybody should ever write it${extension}`,
]

const ACCOUNT_FORMS: readonly [(name: string) => string, ...((name: string) => string)[]] = [
  (name) => `${name} Ltd`,
  (name) => `${name} & Sons, Inc.`,
  (name) => `The "${name}" Group`,
  (name) => `O'Malley's ${name}`,
  (name) => `Müller, Özdemir und Partner ${name} GmbH & Co. KG`,
  (name) => `${name} 🌿`,
  (name) => `מאפיית ${name} مخبز`,
  (name) => `${name} / West + East #1 (50%)`,
  (name) => `${name} ${'Holding and Property Management Services '.repeat(5)}Limited Partnership`,
]

/** The displayed file name of a document: with extension for most, cut at the limit, some without any. */
export function documentName(draws: Draws, index: number, kind: DocumentKind): string {
  const year = 2012 + (draws.integer(STREAM.year, index) % 13)
  const subject = draws.pick(SUBJECTS, STREAM.first, index)
  const base = `${year} ${draws.pick(ADJECTIVES, STREAM.second, index)} ${subject} ${index + 1}`
  const isOdd = draws.fraction(STREAM.kind, index) < 0.25
  const style = isOdd ? draws.pick(ODD_STYLES, STREAM.style, index) : usual
  return cut(style(base, `.${kind}`), NAME_LIMIT)
}

/** The name of a folder row. */
export function folderName(draws: Draws, index: number): string {
  return `${2012 + (draws.integer(STREAM.year, index) % 13)} ${draws.pick(FOLDERS, STREAM.first, index)}`
}

/** The name of an Account; one in nine exceeds 200 characters, Salesforce allows 255. */
export function accountName(draws: Draws, index: number): string {
  const first = draws.pick(FIRST_NAMES, STREAM.account, index)
  const second = draws.pick(SECOND_NAMES, STREAM.number, index)
  const form = ACCOUNT_FORMS[index % ACCOUNT_FORMS.length] ?? ACCOUNT_FORMS[0]
  return cut(form(`${first} ${second} ${index + 1}`), 255)
}

/** Cuts like the platform: hard, without regard to words or extensions, but never inside a surrogate pair; trimmed. */
function cut(text: string, limit: number): string {
  return text
    .slice(0, limit)
    .replace(/[\ud800-\udbff]$/, '')
    .trim()
}
