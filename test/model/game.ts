import { expect } from 'vitest'
import type { Draws } from '../sandbox/catalogue/draws.ts'
import {
  backUp,
  catchUp,
  type ModelRecord,
  type OwnWrite,
  perform,
  planRollBack,
  planSwitch,
  release,
  wordOf,
} from './reference-model.ts'
import { type Edit, type Meanwhile, type Step, stepMaker } from './steps.ts'
import type { World } from './world.ts'

const STEPS_SHOWN = 8

/** One sequence, played to the service and to the model at the same time. */
export class Game {
  readonly #world: World
  readonly #records: [ModelRecord, ...ModelRecord[]]
  readonly #nextStep: ReturnType<typeof stepMaker>
  readonly #switches: string[] = []
  readonly #played: Step[] = []

  constructor(world: World, draws: Draws) {
    const [first, ...rest] = world.subjects.map(asModelRecord)
    if (first === undefined) throw new Error('The sandbox has no record that could be switched.')
    this.#world = world
    this.#records = [first, ...rest]
    this.#nextStep = stepMaker(draws, first.first ?? '')
  }

  /** Plays the next step and compares every record. */
  async playNext(): Promise<void> {
    const step = this.#nextStep(this.#records, this.#switches)
    this.#played.push(step)
    await this.#play(step)
    await this.#compare()
  }

  kindsPlayed(): string[] {
    return [...new Set(this.#played.map((step) => step.kind))].sort()
  }

  /** Own writes that reached the org. */
  writes(operation: OwnWrite['operation']): number {
    return this.#records.flatMap((record) => record.writes).filter((write) => write.operation === operation).length
  }

  async #play(step: Step): Promise<void> {
    const [world, records] = [this.#world, this.#records]
    switch (step.kind) {
      case 'edit':
        return this.#edit(step.edits)
      case 'release':
        return this.#release(step.recordId)
      case 'catch-up':
        await world.perform('catch_up')
        return catchUp(records, world.reasonOf)
      case 'back-up':
        await world.perform('back_up')
        return backUp(records)
      case 'switch':
        return this.#switch(step)
      case 'roll-back':
        return this.#rollBack(step)
    }
  }

  async #switch(step: Step & { kind: 'switch' }): Promise<void> {
    const plan = planSwitch(this.#records, step.scope)
    const runId = await this.#world.perform('switch', step.scope, () => this.#happen(step))
    this.#switches.push(runId)
    perform(plan, 'switch', runId, step.mishap)
  }

  async #rollBack(step: Step & { kind: 'roll-back' }): Promise<void> {
    const plan = planRollBack(this.#records, step.scope)
    const runId = await this.#world.perform('roll_back', step.scope, () => this.#happen(step))
    perform(plan, 'roll_back', runId, step.mishap)
  }

  async #happen({ edits, mishap }: Meanwhile): Promise<void> {
    await this.#edit(edits)
    if (mishap) await this.#world.goWrong(mishap)
  }

  async #edit(edits: readonly Edit[]): Promise<void> {
    await this.#world.edit(edits)
    for (const { recordId, value } of edits) this.#recordOf(recordId).org = value
  }

  async #release(recordId: string): Promise<void> {
    const isReleased = await this.#world.release(recordId)
    expect(isReleased, this.#lastSteps()).toBe(release(this.#recordOf(recordId), this.#world.reasonOf))
  }

  #recordOf(recordId: string): ModelRecord {
    const record = this.#records.find((one) => one.recordId === recordId)
    if (record === undefined) throw new Error(`The model has no record ${recordId}.`)
    return record
  }

  async #compare(): Promise<void> {
    const observed = await this.#world.observe()
    for (const record of this.#records) {
      const { recordId, org, seen, first, reason, copy, url, isHeld } = record
      const expected = { recordId, org, seen, first, reason, copy, url, isHeld, word: wordOf(record) }
      expect(observed.get(recordId), this.#lastSteps()).toEqual(expected)
    }
  }

  #lastSteps(): string {
    const steps = this.#played.slice(-STEPS_SHOWN).map((step) => JSON.stringify(step))
    return `after step ${this.#played.length}, the last ones being\n${steps.join('\n')}`
  }
}

function asModelRecord(subject: World['subjects'][number]): ModelRecord {
  const { first } = subject
  const start = { reason: null, copy: 'verified', url: 'original', isHeld: false } as const
  return { ...subject, ...start, writes: [], org: first, seen: first }
}
