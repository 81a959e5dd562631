import type { Sight } from './links/link.ts'

/** Remembers of what passed the links what nobody can tell afterwards. */
export class Witness {
  /** Paths of objects that the ledger held as verified when a worker was killed. */
  readonly #verified = new Set<string>()
  readonly #wrong: string[] = []

  /** From now on nobody may send these objects any more. */
  noteVerified(paths: readonly string[]): void {
    for (const path of paths) this.#verified.add(path)
  }

  see({ link, what, moment }: Sight): void {
    if (link !== 'store' || moment !== 'before') return
    const [method = '', address = ''] = what.split(' ')
    const isSent = method === 'PUT' || (method === 'POST' && address.includes('uploads'))
    const path = address.split('?')[0] ?? ''
    if (isSent && this.#verified.has(path)) this.#wrong.push(`${path} was verified and is copied again`)
  }

  /** What was seen that must not happen, each told once. */
  takeWrong(): string[] {
    return this.#wrong.splice(0)
  }
}
