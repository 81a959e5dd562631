import { toRecordId18 } from '../domain/org/record-id.ts'

/** Ids separated by commas, each once in its form of 18 characters, and the texts that are none. */
export function parseAccountIds(text: string): { ids: string[]; wrong: string[] } {
  const texts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const ids = texts.map(toAccountId)
  return {
    ids: [...new Set(ids.filter((id) => id !== undefined))],
    wrong: texts.filter((_, index) => ids[index] === undefined),
  }
}

/** Ids of Accounts begin with 001 in every org. */
function toAccountId(text: string): string | undefined {
  const id = toRecordId18(text)
  return id?.startsWith('001') ? id : undefined
}
