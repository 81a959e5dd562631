/** API names separated by commas, in their order; the platform takes no notice of case, so each stands once. */
export function parseObjectNames(text: string): string[] {
  const names = text.split(',').map((part) => part.trim())
  const isFirst = (name: string, at: number) => names.findIndex((other) => isSameName(other, name)) === at
  return names.filter((name, at) => name !== '' && isFirst(name, at))
}

export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
