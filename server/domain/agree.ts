/** A count with the words that agree with it: "1 record is", "3 records are". */
export function agree(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
