/**
 * Addresses that open a file for whoever holds them carry a signature in their query. In the org such a value is as good as
 * any and is kept byte for byte; where people read it, the signature is left out.
 */

const PARAMETER = /([?&#;]([^=?&#;\s]{1,100})=)([^&#;\s"\\]*)/g
const SECRET_NAME = /sig|token|secret|key|credential|password|auth|policy|session|expires|jwt|x-amz|x-goog/i
/** Record ids have 18 characters; a signature or a token is never that short. */
const LONGEST_HARMLESS = 18

const HIDDEN = '…'

/** The text with every query parameter that may be a signature hidden: by its name, or because its value is that long. */
export function hideSignatures(text: string): string {
  return text.replace(PARAMETER, (whole, start: string, name: string, value: string) =>
    value.length > LONGEST_HARMLESS || SECRET_NAME.test(name) ? start + HIDDEN : whole,
  )
}
