import type { Assumption } from '../../../../server/domain/conform/assumption.ts'
import type { Check } from '../context.ts'

/** A check for each assumption of a subject that can be brought about, and no other. */
export type ChecksOf<Subject extends readonly Assumption[]> = Readonly<
  Record<Extract<Subject[number], { provoked: 'always' | 'where-possible' }>['name'], Check>
>
