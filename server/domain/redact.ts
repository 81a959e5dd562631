/** Taking secrets out of text that is on its way to a log or a screen: the last line, after never putting them there. */

export type Redact = (text: string) => string

const CENSOR = '[secret]'

/** Shorter ones would hit words of every sentence; a secret that short protects nothing anyway. */
const SHORTEST_SECRET = 6

/** Secrets that show by their shape, whoever made them. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, CENSOR],
  [/\b(bearer|basic)(\s+)[\w.~+/=-]{6,}/gi, `$1$2${CENSOR}`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, CENSOR],
  [/\bdoclift_[\w-]{32,}/g, CENSOR],
  [/\bwhsec_[\w+/=-]+/g, CENSOR],
  [/(\/d\/)[A-Za-z0-9_-]{21}[AQgw](?![\w-])/g, `$1${CENSOR}`],
  [/\b00D[A-Za-z0-9]{9,15}![\w.-]+/g, CENSOR],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"'\\]+@/gi, `$1${CENSOR}@`],
  // Query strings can carry signatures; nothing of ours needs them in a log.
  [/(\bhttps?:\/\/[^\s?"'<>\\]*)\?[^\s"'<>\\]*/gi, '$1?…'],
  [
    /\b((?:X-Amz-[A-Za-z-]+|signature|sig|token|access_token|client_secret|assertion|password)=)[^&\s"'\\]+/gi,
    `$1${CENSOR}`,
  ],
]

/**
 * A function that takes secrets out of a text: the given ones in every form in which they travel, and whatever has the shape
 * of a token, a key, a signature or a password in an address.
 * @param secrets values that must never be shown
 */
export function redactor(secrets: readonly string[]): Redact {
  const forms = secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(formsOf)
  const longestFirst = [...new Set(forms)].sort((left, right) => right.length - left.length)
  return (text) => {
    const known = longestFirst.reduce((told, form) => told.replaceAll(form, CENSOR), text)
    return SHAPES.reduce((told, [shape, replacement]) => told.replace(shape, replacement), known)
  }
}

/** As it is, inside JSON, inside JSON inside JSON, and in a query. */
function formsOf(secret: string): string[] {
  const quoted = JSON.stringify(secret).slice(1, -1)
  return [secret, quoted, JSON.stringify(quoted).slice(1, -1), encodeURIComponent(secret)]
}
