/** Whole numbers separated by commas, in their order. */
export function parsePercentages(text: string): number[] {
  const parts = text.split(',').map((part) => part.trim())
  return parts.filter((part) => part !== '').map(Number)
}

/** Tells whether each is larger than the one before. */
export function areRising(percentages: readonly number[]): boolean {
  return percentages.every((percentage, at) => at === 0 || percentage > (percentages[at - 1] ?? 0))
}
