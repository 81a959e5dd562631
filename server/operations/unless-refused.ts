import { PermanentError } from '../domain/errors.ts'

/**
 * Does an act that somebody else may have done a moment ago.
 * @param code with which it is refused then
 * @returns false when it was refused with this code
 */
export async function unlessRefused(code: string, act: Promise<unknown>): Promise<boolean> {
  try {
    await act
    return true
  } catch (error) {
    if (error instanceof PermanentError && error.code === code) return false
    throw error
  }
}
