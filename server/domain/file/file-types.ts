/** Salesforce cuts the Name of a record at this many characters; what stands there may be the rest of an extension. */
const NAME_LIMIT = 80
/** A dot, then up to ten letters or digits, a letter among them: `v1.2` ends in a number, not in an extension. */
const EXTENSION = /\.(?=\d*[a-z])([a-z0-9]{1,10})$/i

/**
 * Whether a Name shows that its document is of a type the filter leaves out. A Name that shows no type is never left out:
 * nobody knows what it is, and a document that is wanted must not get lost by its Name.
 * @param fileTypes extensions that are wanted, lower case, without dots; none means that all are
 */
export function isTypeExcluded(name: string, fileTypes: readonly string[]): boolean {
  const extension = EXTENSION.exec(name.trimEnd())?.[1]?.toLowerCase()
  if (fileTypes.length === 0 || extension === undefined) return false
  const isCut = name.length >= NAME_LIMIT
  return !fileTypes.some((type) => type === extension || (isCut && type.startsWith(extension)))
}
