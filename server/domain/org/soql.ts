/** SOQL is put together from these three alone: each accepts only what cannot change the meaning of the query. */

/**
 * A name of an object, field or parent field (`Account__r.Name`) as the org's API knows it.
 * @throws RangeError when the text is no API name
 */
export function soqlName(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)?$/.test(name)) return name
  throw new RangeError(
    `Expected a Salesforce API name such as DocListEntry__c, got ${JSON.stringify(name)}. Mend the object and field names in the settings.`,
  )
}

/**
 * A text literal with its quotes; SOQL knows no escapes but these (salesforce-platform.md 1.11). Control characters and
 * halves of a surrogate pair are written as their numbers: neither goes through a request unchanged.
 */
export function soqlText(text: string): string {
  return `'${text.replace(/[\\'"]|\p{Cc}|\p{Cs}/gu, (character) => ESCAPES.get(character) ?? byNumber(character))}'`
}

function byNumber(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** A date and time literal, in UTC, without quotes. */
export function soqlDateTime(moment: Date): string {
  return moment.toISOString()
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ["'", "\\'"],
  ['"', '\\"'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\b', '\\b'],
  ['\f', '\\f'],
])
