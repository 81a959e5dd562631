import { beforeAll, describe, expect, test } from 'vitest'
import { APEX_DOUBLES } from '../sandbox/org/apex-doubles.ts'
import { APEX_METHODS } from '../sandbox/org/apex-methods.ts'
import { type ApexMethod, readControllers, whyNoParser } from './apex-classes.ts'
import { listApexImports } from './lightning-imports.ts'

const missing = whyNoParser()

describe('the doubles of the Apex controllers', () => {
  let offered: ApexMethod[] = []

  beforeAll(async () => {
    if (missing === undefined) offered = (await readControllers()).filter(({ isAuraEnabled }) => isAuraEnabled)
  })

  test('each method that components may call has a double with its parameters and its request', (context) => {
    if (missing) context.skip(missing)
    const written = offered.map(({ requests, ...method }) => ({ ...describeMethod(method), requests }))
    const doubled = APEX_DOUBLES.map(({ request, ...double }) => ({
      ...describeMethod(double),
      requests: request ? [request] : [],
    }))
    expect(doubled.toSorted(byName)).toEqual(written.toSorted(byName))
  })

  test('a double that runs code of its own stands for a method', () => {
    const names = APEX_DOUBLES.map(nameOf)
    expect(Object.keys(APEX_METHODS).filter((name) => !names.includes(name))).toEqual([])
  })

  test('what a method refuses without access to a record, its double refuses too', (context) => {
    if (missing) context.skip(missing)
    const guarded = (name: string) => offered.filter(({ calls }) => calls.includes(name)).map(nameOf)
    const doubled = (kind: string) => APEX_DOUBLES.filter(({ requires }) => requires?.kind === kind).map(nameOf)
    expect(doubled('record').toSorted()).toEqual(guarded('DocliftVisibility.require').toSorted())
    expect(doubled('account').toSorted()).toEqual(guarded('DocliftVisibility.requireAccount').toSorted())
    const filtered = APEX_DOUBLES.filter(({ isFiltered }) => isFiltered).map(nameOf)
    expect(filtered.toSorted()).toEqual(guarded('DocliftVisibility.keepVisible').toSorted())
  })

  test('where a method hides Accounts, its double hides them too', (context) => {
    if (missing) context.skip(missing)
    const hiding = offered.filter(({ calls }) => calls.includes('DocliftVisibility.hideAccounts')).map(nameOf)
    const doubled = APEX_DOUBLES.filter(({ hidesAccounts }) => hidesAccounts).map(nameOf)
    expect(doubled.toSorted()).toEqual(hiding.toSorted())
  })

  test('where a method adds the names of users, its double adds them too', (context) => {
    if (missing) context.skip(missing)
    const naming = offered.filter(({ calls }) => calls.includes('DocliftNames.addNames')).map(nameOf)
    const doubled = APEX_DOUBLES.filter(({ hasNames }) => hasNames).map(nameOf)
    expect(doubled.toSorted()).toEqual(naming.toSorted())
  })
})

describe('the Apex that Lightning components import', () => {
  test('each import names a method that exists', () => {
    const names = new Set(APEX_DOUBLES.map(nameOf))
    expect(listApexImports().filter(({ name }) => !names.has(name))).toEqual([])
  })

  test('each call names parameters that its method has', () => {
    const wrong = listApexImports().flatMap(({ file, name, calls }) => {
      const known = APEX_DOUBLES.find((double) => nameOf(double) === name)?.parameters ?? []
      return calls.flat().flatMap((given) => (known.includes(given) ? [] : [`${file}: ${name} has no ${given}`]))
    })
    expect(wrong).toEqual([])
  })

  test('no method is offered that no component calls', () => {
    const imported = new Set(listApexImports().map(({ name }) => name))
    expect(APEX_DOUBLES.map(nameOf).filter((name) => !imported.has(name))).toEqual([])
  })
})

function nameOf(double: { class: string; method: string }): string {
  return `${double.class}.${double.method}`
}

function describeMethod(method: { class: string; method: string; parameters: readonly string[] }) {
  return { name: nameOf(method), parameters: method.parameters }
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name.localeCompare(other.name)
}
