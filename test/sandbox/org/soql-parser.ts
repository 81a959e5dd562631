import { malformedQuery, type Token, tokenize } from './soql-lexer.ts'

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'IN'

/** A literal; a date and time is in milliseconds since 1970. */
export type Literal =
  | { kind: 'string'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'datetime'; value: number }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null'; value: null }

/** A name in the query and where it stands, from 0, for messages. */
export interface Name {
  text: string
  at: number
}

export interface Condition {
  field: Name
  operator: Operator
  /** One, or for `IN` one or more. */
  operands: readonly Literal[]
}

export interface ParsedQuery {
  soql: string
  isCount: boolean
  /** Empty when counting. */
  fields: readonly Name[]
  object: Name
  /** One of these must hold, and in it every condition; empty when nothing is asked. */
  alternatives: readonly (readonly Condition[])[]
  /** The field of ORDER BY. */
  orderBy: Name | null
  limit: number | null
}

const OPERATORS: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>='])

/**
 * Parses the part of SOQL this org understands: a list of fields or `COUNT()`, one object, conditions joined by AND or
 * several such groups in parentheses joined by OR, ORDER BY one field upwards, LIMIT. Anything else is refused, never guessed.
 * @throws ApiError MALFORMED_QUERY
 */
export function parseSoql(soql: string): ParsedQuery {
  const cursor = new Cursor(tokenize(soql))
  cursor.expectWord('SELECT')
  const isCount = takeCount(cursor)
  const fields = isCount ? [] : cursor.list(() => cursor.name())
  cursor.expectWord('FROM')
  const object = cursor.name()
  const alternatives = cursor.takeWord('WHERE') ? parseAlternatives(cursor) : []
  const orderBy = cursor.takeWord('ORDER') ? parseOrder(cursor) : null
  const limit = cursor.takeWord('LIMIT') ? parseLimit(cursor) : null
  cursor.expectEnd()
  return { soql, isCount, fields, object, alternatives, orderBy, limit }
}

function takeCount(cursor: Cursor): boolean {
  if (!cursor.takeWord('COUNT')) return false
  cursor.expectSymbol('(')
  cursor.expectSymbol(')')
  return true
}

function parseAlternatives(cursor: Cursor): Condition[][] {
  if (!cursor.takeSymbol('(')) return [parseConditions(cursor)]
  const alternatives: Condition[][] = []
  do {
    if (alternatives.length > 0) cursor.expectSymbol('(')
    alternatives.push(parseConditions(cursor))
    cursor.expectSymbol(')')
  } while (cursor.takeWord('OR'))
  return alternatives
}

function parseConditions(cursor: Cursor): Condition[] {
  const conditions = [parseCondition(cursor)]
  while (cursor.takeWord('AND')) conditions.push(parseCondition(cursor))
  return conditions
}

function parseCondition(cursor: Cursor): Condition {
  const field = cursor.name()
  if (cursor.takeWord('IN')) return { field, operator: 'IN', operands: parseSet(cursor) }
  const operator = cursor.next()
  if (operator.kind !== 'symbol' || !isOperator(operator.text)) throw unexpected(operator)
  return { field, operator: operator.text, operands: [parseLiteral(cursor.next())] }
}

function isOperator(text: string): text is Operator {
  return OPERATORS.has(text)
}

function parseSet(cursor: Cursor): Literal[] {
  cursor.expectSymbol('(')
  const operands = cursor.list(() => parseLiteral(cursor.next()))
  cursor.expectSymbol(')')
  return operands
}

function parseOrder(cursor: Cursor): Name {
  cursor.expectWord('BY')
  const field = cursor.name()
  cursor.takeWord('ASC')
  return field
}

function parseLimit(cursor: Cursor): number {
  const token = cursor.next()
  if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw unexpected(token)
  return Number(token.text)
}

function parseLiteral(token: Token): Literal {
  if (token.kind === 'string') return { kind: 'string', value: token.text }
  if (token.kind === 'number') return { kind: 'number', value: Number(token.text) }
  if (token.kind === 'datetime') return { kind: 'datetime', value: parseMoment(token) }
  return parseWordLiteral(token)
}

function parseMoment(token: Token): number {
  const valueMs = Date.parse(token.text)
  if (Number.isNaN(valueMs)) throw unexpected(token)
  return valueMs
}

function parseWordLiteral(token: Token): Literal {
  const word = token.kind === 'word' ? token.text.toLowerCase() : ''
  if (word === 'null') return { kind: 'null', value: null }
  if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true' }
  throw unexpected(token)
}

function unexpected(token: Token) {
  return malformedQuery(`unexpected token: '${token.text}' at Row:1:Column:${token.at + 1}`)
}

/** Walks over tokens. */
class Cursor {
  readonly #tokens: readonly Token[]
  #index = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  next(): Token {
    const token = this.#peek()
    this.#index += 1
    return token
  }

  takeWord(word: string): boolean {
    const { kind, text } = this.#peek()
    const isWanted = kind === 'word' && text.toUpperCase() === word
    if (isWanted) this.#index += 1
    return isWanted
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) throw unexpected(this.#peek())
  }

  takeSymbol(symbol: string): boolean {
    const { kind, text } = this.#peek()
    const isWanted = kind === 'symbol' && text === symbol
    if (isWanted) this.#index += 1
    return isWanted
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw unexpected(this.#peek())
  }

  expectEnd(): void {
    if (this.#peek().kind !== 'end') throw unexpected(this.#peek())
  }

  name(): Name {
    const token = this.next()
    if (token.kind !== 'word') throw unexpected(token)
    return { text: token.text, at: token.at }
  }

  list<T>(item: () => T): T[] {
    const items = [item()]
    while (this.takeSymbol(',')) items.push(item())
    return items
  }

  #peek(): Token {
    const token = this.#tokens[Math.min(this.#index, this.#tokens.length - 1)]
    if (token === undefined) throw malformedQuery('unexpected end of query')
    return token
  }
}
