const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
}

/** Reads the custom labels of a package: full name and text. */
export function readLabels(xml: string): Map<string, string> {
  const found = [...xml.matchAll(/<labels>([\s\S]*?)<\/labels>/g)].map(([, label = '']) => label)
  return new Map(found.map((label) => [readTag(label, 'fullName'), readTag(label, 'value')]))
}

function readTag(xml: string, tag: string): string {
  const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(xml)?.[1] ?? ''
  return text.replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => ENTITIES[entity] ?? entity)
}
