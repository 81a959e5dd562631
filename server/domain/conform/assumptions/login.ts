import type { Assumption } from '../assumption.ts'

export const LOGIN = [
  {
    name: 'login.names-the-org',
    sentence: 'The answer to a login names the org and the user by id, and the org says the same of itself.',
    otherwise: 'Doclift could not tell one org from another, and does not start.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'login.bad-token',
    sentence: 'A token that is not good is refused with 401.',
    otherwise: 'An ended session would not be renewed, and runs would stop.',
    isReliedOn: true,
    provoked: 'always',
  },
  {
    name: 'login.assertion-life',
    sentence:
      'An assertion (JWT bearer) may live 150 seconds, and not ten minutes; the sandbox takes 300 seconds at most.',
    otherwise: 'A stolen assertion is good for longer than Doclift expects.',
    isReliedOn: false,
    provoked: 'where-possible',
  },
] as const satisfies readonly Assumption[]
