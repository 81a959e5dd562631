import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readLabels } from '../sandbox/lightning/labels.ts'

const FILE = join(import.meta.dirname, '../../force-app/main/default/labels/CustomLabels.labels-meta.xml')
const LABELS = readLabels(readFileSync(FILE, 'utf8'))

/**
 * The text of a custom label with its places filled, as a person sees it.
 * @param name without the prefix of the package
 */
export function words(name: string, ...values: (string | number)[]): string {
  const text = LABELS.get(`Doclift_${name}`)
  if (text === undefined) throw new Error(`There is no label Doclift_${name}.`)
  return text.replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)] ?? ''))
}

/** Finds a label whatever fills its places. */
export function wordsLike(name: string): RegExp {
  const parts = words(name, ...Array(9).fill('\0')).split('\0')
  return new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*?'))
}
