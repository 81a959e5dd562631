import { ApiError } from './errors.ts'

export type TokenKind = 'word' | 'string' | 'number' | 'datetime' | 'symbol' | 'end'

export interface Token {
  kind: TokenKind
  /** As written, except that a string is without its quotes and escapes. */
  text: string
  /** Where it starts, from 0. */
  at: number
}

const SPACE = /\s+/y
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['datetime', /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/y],
  ['number', /-?\d+(?:\.\d+)?(?![\w-])/y],
  ['word', /[A-Za-z]\w*(?:\.[A-Za-z]\w*)*/y],
  ['string', /'(?:[^'\\]|\\[\s\S])*'/y],
  ['symbol', /!=|<=|>=|[=<>(),]/y],
]

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
}

/**
 * Cuts SOQL into tokens; the last is always of kind `end`.
 * @throws ApiError MALFORMED_QUERY for text that is no token, or an escape that SOQL does not know
 */
export function tokenize(soql: string): Token[] {
  const tokens: Token[] = []
  for (let at = skipSpace(soql, 0); at < soql.length; ) {
    const [kind, raw] = matchToken(soql, at)
    tokens.push({ kind, text: kind === 'string' ? readEscapes(raw.slice(1, -1)) : raw, at })
    at = skipSpace(soql, at + raw.length)
  }
  return [...tokens, { kind: 'end', text: '<EOF>', at: soql.length }]
}

/** Gives the refusal of a query that does not follow the grammar. */
export function malformedQuery(message: string): ApiError {
  return new ApiError(400, 'MALFORMED_QUERY', message)
}

function skipSpace(soql: string, at: number): number {
  SPACE.lastIndex = at
  return SPACE.test(soql) ? SPACE.lastIndex : at
}

function matchToken(soql: string, at: number): readonly [TokenKind, string] {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at
    const match = pattern.exec(soql)
    if (match !== null) return [kind, match[0]]
  }
  throw malformedQuery(`line 1:${at} unexpected token: '${soql.charAt(at)}'`)
}

function readEscapes(text: string): string {
  return text.replace(/\\(u[0-9A-Fa-f]{4}|[\s\S])/g, (sequence, escaped: string) => {
    if (escaped.length === 5) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    const character = ESCAPES[escaped]
    if (character === undefined) throw malformedQuery(`Illegal character sequence '${sequence}' in string literal`)
    return character
  })
}
