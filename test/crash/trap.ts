import type { LinkName, Moment, Sight, Watch } from './links/link.ts'

/** What a trap waits for. */
export interface Aim {
  link: LinkName
  what: RegExp
  moment: Moment
}

/** A sight that is held where it is. */
export interface Held {
  sight: Sight
  /** Lets it go on, or loses it because the process that sent it is dead. */
  end(how: 'goes-on' | 'is-lost'): void
}

/** Holds the one thing that it waits for, while everything else passes. */
export interface Trap {
  watch: Watch
  /** Waits for the first sight that is aimed at, or for the so-many-th of any kind. */
  set(aim: Aim | number): Promise<Held>
  /** Waits for nothing any more. */
  unset(): void
}

/** @param witness told of every sight, in the order in which they are seen */
export function createTrap(witness: (sight: Sight) => void = () => {}): Trap {
  let waiting: { aim: Aim | number; caught(held: Held): void } | undefined
  let seen = 0
  const isAimedAt = (sight: Sight, aim: Aim | number) => (typeof aim === 'number' ? seen >= aim : isMeant(sight, aim))
  return {
    async watch(sight) {
      witness(sight)
      seen += 1
      if (waiting === undefined || !isAimedAt(sight, waiting.aim)) return true
      const { caught } = waiting
      waiting = undefined
      return new Promise((resolve) => caught({ sight, end: (how) => resolve(how === 'goes-on') }))
    },
    set(aim) {
      seen = 0
      return new Promise((resolve) => {
        waiting = { aim, caught: resolve }
      })
    },
    unset() {
      waiting = undefined
    },
  }
}

function isMeant(sight: Sight, { link, what, moment }: Aim): boolean {
  return sight.link === link && sight.moment === moment && what.test(sight.what)
}
