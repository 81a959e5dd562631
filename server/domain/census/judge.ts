import { agree } from '../agree.ts'
import {
  type Census,
  type CensusCounts,
  type CensusFacts,
  type CensusOutcome,
  type FreeStorage,
  LEAST_RECORDS,
  type StorageUse,
} from './census.ts'

/** The org tells storage in whole megabytes, so one of them may be rounding. */
const ROUNDING_MB = 1

/** What a census found, with what it lets expect of the run and of everything in scope, and what that means. */
export function judgeCensus(facts: CensusFacts): Census {
  const { records, planned, toSwitch, allowedPer100Records } = facts
  const objects = facts.now.objects.map((one, at) => ({
    object: one.object,
    rows: grown(facts.before.objects[at]?.rows ?? null, one.rows),
  }))
  const asyncJobs = grown(facts.before.asyncJobs, facts.now.asyncJobs)
  const setOff = [...objects.map(({ rows }) => rows ?? 0), asyncJobs ?? 0].reduce((sum, count) => sum + count, 0)
  const measured = {
    records,
    objects,
    asyncJobs,
    per100Records: records === 0 ? null : Math.round((setOff * 10_000) / records) / 100,
    allowedPer100Records,
    projected: records === 0 ? null : { ofRun: projectOn(planned), inScope: projectOn(toSwitch) },
    dataStorage: storageUse(facts, 'dataMb'),
    fileStorage: storageUse(facts, 'fileMb'),
  }
  const outcome = outcomeOf(facts, measured, setOff)
  return { outcome, sentence: sentenceOf(outcome, facts, measured, setOff), ...measured }

  function projectOn(others: number): number {
    return Math.ceil((setOff * others) / records)
  }
}

type Measured = Omit<Census, 'outcome' | 'sentence'>

function outcomeOf(facts: CensusFacts, { records, dataStorage, fileStorage }: Measured, setOff: number): CensusOutcome {
  const isEnough = records >= LEAST_RECORDS
  if (isEnough && setOff * 100 > facts.allowedPer100Records * records) return 'above-threshold'
  if (problemsOf(facts.now).length > 0) return 'not-known'
  if (!isEnough) return 'too-few-records'
  const isShort = [dataStorage, fileStorage].some((use) => use !== null && use.projectedMb > use.freeMb)
  return isShort && !facts.isStorageAccepted ? 'storage-short' : 'fine'
}

/** What was there already when counting began, in the same second, was not set off. */
function grown(before: number | null, now: number | null): number | null {
  return before === null || now === null ? null : Math.max(0, now - before)
}

function storageUse({ before, now, records, pending }: CensusFacts, kind: keyof FreeStorage): StorageUse | null {
  if (before.freeStorage === null || now.freeStorage === null) return null
  const grownMb = Math.max(0, before.freeStorage[kind] - now.freeStorage[kind])
  const surelyMb = Math.max(0, grownMb - ROUNDING_MB)
  const projectedMb = records === 0 ? 0 : Math.ceil((surelyMb * pending) / records)
  return { grownMb, freeMb: now.freeStorage[kind], projectedMb }
}

/** The objects that could not be counted, each with why. */
export function problemsOf({ objects }: CensusCounts): string[] {
  return objects.filter(({ rows }) => rows === null).map(({ object, problem }) => `${object} (${problem})`)
}

/** What could not be counted. */
export function notKnownSentence(counts: CensusCounts): string {
  return `Expected to count what the switch sets off; Salesforce did not let the integration user count ${problemsOf(counts).join(', ')}.`
}

/** What lets a run go on that rests because of a census; empty for an outcome that holds nothing up. */
export const WAYS_ON: Readonly<Record<CensusOutcome, string>> = {
  'above-threshold':
    'Switch off the automation that does it, or raise the setting sideEffectsPer100Records, then resume.',
  'storage-short':
    'Switch off the automation that takes it, or free storage, then resume: this job does not stop for storage again.',
  'not-known': 'Grant it read on the object, or take the object out of SIDE_EFFECT_OBJECTS, then resume.',
  'too-few-records': '',
  fine: '',
}

function sentenceOf(outcome: CensusOutcome, facts: CensusFacts, measured: Measured, setOff: number): string {
  switch (outcome) {
    case 'above-threshold':
      return `Expected at most ${measured.allowedPer100Records} rows and async jobs for every 100 switched records; ${foundIn(measured, setOff)}. All ${facts.planned} of the job would set off ${measured.projected?.ofRun}.`
    case 'storage-short':
      return `Expected storage to last for the ${agree(facts.pending, 'record', 'records')} left; ${shortages(measured)}`
    case 'not-known':
      return notKnownSentence(facts.now)
    case 'too-few-records':
      return `${capital(foundIn(measured, setOff))}. Fewer than ${LEAST_RECORDS} records are too few to tell how it goes on.`
    case 'fine':
      return `${capital(foundIn(measured, setOff))}; up to ${measured.allowedPer100Records} are allowed.`
  }
}

function foundIn({ records, objects, asyncJobs, per100Records }: Measured, setOff: number): string {
  const parts = objects.map(({ object, rows }) => (rows === null ? `${object} not known` : `${rows} of ${object}`))
  const jobs = asyncJobs === null ? 'async jobs not known' : agree(asyncJobs, 'async job', 'async jobs')
  const rate = per100Records === null ? '' : `, which is ${per100Records} for every 100`
  return `${agree(records, 'switched record', 'switched records')} set off ${setOff} (${[...parts, jobs].join(', ')})${rate}`
}

function shortages({ records, dataStorage, fileStorage }: Measured): string {
  const kinds = [
    { name: 'data storage', use: dataStorage },
    { name: 'file storage', use: fileStorage },
  ]
  const short = kinds.filter(({ use }) => use !== null && use.projectedMb > use.freeMb)
  return short
    .map(
      ({ name, use }) =>
        `while ${records} were switched, the org used ${use?.grownMb} MB of ${name}; at this rate the others take ${use?.projectedMb} MB, and ${use?.freeMb} MB are free.`,
    )
    .join(' ')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
