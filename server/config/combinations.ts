import { parseTags } from '../domain/object/storage.ts'
import { parseAccountIds } from './account-ids.ts'
import { isLoopbackHost } from './addresses.ts'
import { isSameName, parseObjectNames } from './object-names.ts'
import { areRising, parsePercentages } from './percentages.ts'
import { sourceProblems } from './source-problems.ts'
import { urlProblems } from './url-problems.ts'
import type { Settings } from './variables.ts'

/** Rules that need more than one variable: a sentence for each that is broken. */
export function combinationProblems(settings: Partial<Settings>): string[] {
  const problems = [
    tlsProblem(settings),
    testModeProblem(settings),
    testAccountsProblem(settings),
    sideEffectsProblem(settings),
    canaryProblem(settings),
    cohortsProblem(settings),
    kmsProblem(settings),
    tagsProblem(settings),
  ]
  const own = problems.filter((problem) => problem !== null)
  return [...salesforceProblems(settings), ...own, ...sourceProblems(settings), ...urlProblems(settings)]
}

/** Those of the login to the org. */
export function salesforceProblems(settings: Partial<Settings>): string[] {
  return [loginProblem(settings), domainProblem(settings)].filter((problem) => problem !== null)
}

/** In production a setting that restricts is an error, so that nobody takes a migration for whole that is not. */
function testModeProblem(settings: Partial<Settings>): string | null {
  if (settings.PROFILE !== 'production') return null
  const set = [
    ...(settings.TEST_ACCOUNT_IDS === undefined ? [] : ['TEST_ACCOUNT_IDS']),
    ...(settings.TEST_MOST_RECORDS === undefined ? [] : ['TEST_MOST_RECORDS']),
    ...(settings.TEST_DRY_RUN_ONLY ? ['TEST_DRY_RUN_ONLY'] : []),
  ]
  if (set.length === 0) return null
  return `Test mode needs PROFILE=testing; PROFILE is production. Remove ${set.join(', ')}, or change PROFILE.`
}

function kmsProblem(settings: Partial<Settings>): string | null {
  const isKms = settings.DESTINATION_ENCRYPTION === 'sse-kms'
  if (isKms === (settings.DESTINATION_KMS_KEY_ID !== undefined)) return null
  return 'DESTINATION_KMS_KEY_ID belongs to DESTINATION_ENCRYPTION=sse-kms; set both, or leave the key out.'
}

function tagsProblem({ DESTINATION_TAGS: text = '' }: Partial<Settings>): string | null {
  const parsed = parseTags(text)
  if (!('problem' in parsed)) return null
  return `DESTINATION_TAGS must be key=value pairs separated by commas: ${parsed.problem}.`
}

function testAccountsProblem({ TEST_ACCOUNT_IDS: text }: Partial<Settings>): string | null {
  if (text === undefined) return null
  const { ids, wrong } = parseAccountIds(text)
  if (wrong.length > 0) return `TEST_ACCOUNT_IDS must be ids of Accounts; "${wrong[0]}" is none.`
  return ids.length > 0 ? null : 'TEST_ACCOUNT_IDS names no Account. Name one, or leave the setting out.'
}

function canaryProblem({ SWITCH_CANARY_ACCOUNT_IDS: text }: Partial<Settings>): string | null {
  const wrong = parseAccountIds(text ?? '').wrong[0]
  return wrong === undefined ? null : `SWITCH_CANARY_ACCOUNT_IDS must be ids of Accounts; "${wrong}" is none.`
}

function cohortsProblem({ SWITCH_COHORT_PERCENTAGES: text = '' }: Partial<Settings>): string | null {
  if (areRising(parsePercentages(text))) return null
  return `SWITCH_COHORT_PERCENTAGES must rise from share to share; got "${text}". Write 1,10 for example.`
}

/** Each object is counted by a request of its own, about every other batch. */
const MOST_COUNTED_OBJECTS = 10

/** What a switch writes to the documents themselves is no side effect. */
function sideEffectsProblem({ SIDE_EFFECT_OBJECTS: text, SALESFORCE_OBJECT: documents }: Partial<Settings>) {
  const names = parseObjectNames(text ?? '')
  if (names.length > MOST_COUNTED_OBJECTS) {
    return `SIDE_EFFECT_OBJECTS must name at most ${MOST_COUNTED_OBJECTS} objects; it names ${names.length}. Name those that automation writes to most.`
  }
  if (!names.some((name) => isSameName(name, documents ?? ''))) return null
  return `SIDE_EFFECT_OBJECTS must not name ${documents}: its records are what a switch changes itself. Take it out.`
}

function loginProblem(settings: Partial<Settings>): string | null {
  const hasSecret = settings.SALESFORCE_CLIENT_SECRET !== undefined
  const bearer = [settings.SALESFORCE_USERNAME, settings.SALESFORCE_PRIVATE_KEY_FILE]
  const isSecretAlone = hasSecret && bearer.every((value) => value === undefined)
  const isBearerAlone = !hasSecret && bearer.every((value) => value !== undefined)
  if (isSecretAlone || isBearerAlone) return null
  return 'Set either SALESFORCE_CLIENT_SECRET, or SALESFORCE_USERNAME with SALESFORCE_PRIVATE_KEY_FILE, and not both.'
}

/** These two hosts log people in; a service gets its token at the org's own address, which also names the org. */
const SHARED_LOGIN_HOSTS: readonly string[] = ['login.salesforce.com', 'test.salesforce.com']

function domainProblem({ SALESFORCE_LOGIN_URL: url }: Partial<Settings>): string | null {
  if (url === undefined || !URL.canParse(url) || !SHARED_LOGIN_HOSTS.includes(new URL(url).hostname)) return null
  return `SALESFORCE_LOGIN_URL must be the My Domain address of the org, such as https://acme.my.salesforce.com; ${new URL(url).hostname} is the same for every org. It is in Setup, under My Domain.`
}

function tlsProblem(settings: Partial<Settings>): string | null {
  const files = [settings.TLS_CERT_FILE, settings.TLS_KEY_FILE].filter((value) => value !== undefined)
  if (files.length === 2) return null
  if (files.length === 1) return 'TLS_CERT_FILE and TLS_KEY_FILE belong together; set both.'
  if (settings.HOST === undefined || isLoopbackHost(settings.HOST)) return null
  return 'HOST is not a loopback address, so TLS is required; set TLS_CERT_FILE and TLS_KEY_FILE.'
}
