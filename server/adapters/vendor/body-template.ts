import type { DocumentRef } from '../../ports/document-source.ts'

/** A JSON value in which `{recordId}`, `{identifier}`, `{documentUrl}` and `{version}` stand for those of a request. */
export type BodyTemplate =
  | string
  | number
  | boolean
  | null
  | readonly BodyTemplate[]
  | { readonly [name: string]: BodyTemplate }

/** What the vendor's own download sends, without what it only tracks. */
export const DEFAULT_BODY: BodyTemplate = {
  id: '{recordId}',
  typeCurrent: 'Document',
  metadata: { app: 'doclift', platform: 'salesforce', action: 'download' },
  version: '{version}',
}

/** The JSON text of a request. Placeholders are filled inside parsed strings, so no value can change the structure. */
export function fillTemplate(template: BodyTemplate, ref: DocumentRef, version: string): string {
  const values: Record<string, string> = {
    '{recordId}': ref.recordId,
    '{identifier}': ref.identifier ?? '',
    '{documentUrl}': ref.documentUrl ?? '',
    '{version}': version,
  }
  const fill = (text: string) =>
    text.replace(/\{(?:recordId|identifier|documentUrl|version)\}/g, (name) => values[name] ?? '')
  return JSON.stringify(template, (_name, value) => (typeof value === 'string' ? fill(value) : value))
}
