/** Content of an element: text, or child elements in order; undefined children are left out. */
export type XmlContent = string | number | boolean | readonly (XmlElement | undefined)[]

export interface XmlElement {
  name: string
  content: XmlContent
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

export function element(name: string, content: XmlContent): XmlElement {
  return { name, content }
}

/** An element that is left out when it has no text. */
export function optional(name: string, text: string): XmlElement | undefined {
  return text === '' ? undefined : element(name, text)
}

/** A document whose root is in the namespace of S3; error documents have none. */
export function formatDocument(root: XmlElement, options: { hasNamespace: boolean }): string {
  const attribute = options.hasNamespace ? ` xmlns="${NAMESPACE}"` : ''
  return `${DECLARATION}<${root.name}${attribute}>${formatContent(root.content)}</${root.name}>`
}

function formatContent(content: XmlContent): string {
  if (typeof content !== 'object') return escapeText(String(content))
  return content.map((child) => (child ? formatElement(child) : '')).join('')
}

function formatElement({ name, content }: XmlElement): string {
  return `<${name}>${formatContent(content)}</${name}>`
}

/** Escapes markup, and control characters as S3 does: by number, although XML 1.0 has no such characters. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"]|\p{Cc}/gu, (character) => NAMED[character] ?? `&#${character.charCodeAt(0)};`)
}

const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '\n', '\t': '\t' }

/** The text of the first element of this name, unescaped; undefined when there is none. */
export function textOf(xml: string, name: string): string | undefined {
  const found = new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`).exec(xml)?.[1]
  return found === undefined ? undefined : unescapeText(found)
}

/** The inner XML of every element of this name, in order; elements of the same name are not nested in S3's documents. */
export function innerOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map(
    (match) => match[1] ?? '',
  )
}

function unescapeText(text: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
  return text.replace(/&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([0-9a-fA-F]+));/g, (_, name, decimal, hexadecimal) =>
    name
      ? (characters[name] ?? '')
      : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16)),
  )
}
