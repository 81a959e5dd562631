import { parseArgs } from 'node:util'

export interface ModelOptions {
  /** Of each sequence. */
  steps: number
  /** One for each sequence. */
  seeds: string[]
}

/** Fewer may not play every kind of step, which each sequence must. */
const FEWEST_STEPS = 100
const MOST_STEPS = 1_000_000
const SEED = /^[a-z0-9-]{1,40}$/

/**
 * What `npm run test:model` was asked for; four sequences of 2,500 steps when nothing is said.
 * @throws Error with the sentence to print
 */
export function readModelOptions(args: readonly string[]): ModelOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      steps: { type: 'string', default: '2500' },
      seeds: { type: 'string', default: 'ways-back,second-thoughts,behind-the-back,long-way-round' },
    },
  })
  return { steps: readSteps(values.steps), seeds: readSeeds(values.seeds) }
}

function readSteps(given: string): number {
  const steps = Number(given)
  if (Number.isInteger(steps) && steps >= FEWEST_STEPS && steps <= MOST_STEPS) return steps
  throw new Error(`--steps must be a whole number from ${FEWEST_STEPS} to ${MOST_STEPS}; got "${given}".`)
}

function readSeeds(given: string): string[] {
  const seeds = given.split(',')
  if (seeds.every((seed) => SEED.test(seed)) && new Set(seeds).size === seeds.length) return seeds
  throw new Error(
    `--seeds must be different words of small letters, digits and hyphens, separated by commas; got "${given}".`,
  )
}
