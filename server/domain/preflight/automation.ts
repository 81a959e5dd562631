import { agree } from '../agree.ts'
import type { Automation, ValidationRule, WorkflowRule } from './facts.ts'
import type { PreflightFinding, PreflightLine } from './preflight.ts'

/** As many names as a sentence can hold. */
const MOST_NAMES = 5

/** Apex triggers that run on each record. */
export function judgeTriggers(triggers: readonly Automation[]): PreflightFinding {
  const facts = { active: triggers.length, names: namesOf(triggers) }
  if (triggers.length === 0)
    return { outcome: 'passed', sentence: 'No Apex trigger runs when a link is switched.', facts }
  const sentence = `${agree(triggers.length, 'Apex trigger runs', 'Apex triggers run')} on each record: ${facts.names}. They can slow a switch down or refuse records; ask who owns them what they do on an update.`
  return { outcome: 'warning', sentence, facts }
}

/** Flows that run on each record. */
export function judgeFlows(flows: readonly Automation[]): PreflightFinding {
  const facts = { active: flows.length, names: namesOf(flows) }
  if (flows.length === 0) return { outcome: 'passed', sentence: 'No flow runs when a link is switched.', facts }
  const sentence = `${agree(flows.length, 'flow runs', 'flows run')} on each record: ${facts.names}. They can send e-mails, make records or refuse a link; look at what they do on an update.`
  return { outcome: 'warning', sentence, facts }
}

/** Workflow rules that are looked at for each record, and the messages they can send. */
export function judgeWorkflow(rules: readonly WorkflowRule[]): PreflightFinding {
  const messages = rules.reduce((sum, { outboundMessages }) => sum + outboundMessages, 0)
  const facts = { active: rules.length, outboundMessages: messages, names: namesOf(rules) }
  if (rules.length === 0)
    return { outcome: 'passed', sentence: 'No workflow rule runs when a link is switched.', facts }
  const told = messages === 0 ? '' : ` They send ${agree(messages, 'outbound message', 'outbound messages')}.`
  const sentence = `${agree(rules.length, 'workflow rule runs', 'workflow rules run')} on each record: ${facts.names}.${told} What they send cannot be called back.`
  return { outcome: 'warning', sentence, facts }
}

/** Active validation rules: those that name the field can refuse new links. */
export function judgeValidation(urlField: string, rules: readonly ValidationRule[]): PreflightFinding {
  const naming = rules.filter(({ formula }) => formula !== null && namesField(formula, urlField))
  const hidden = rules.filter(({ formula }) => formula === null)
  const facts = { active: rules.length, nameTheField: naming.length, hidden: hidden.length, names: namesOf(naming) }
  if (naming.length > 0) {
    const sentence = `${agree(naming.length, 'validation rule looks', 'validation rules look')} at ${urlField}: ${facts.names}. Check that the new links pass, or let the integration user past the rule.`
    return { outcome: 'warning', sentence, facts }
  }
  if (hidden.length > 0) {
    const sentence = `${agree(hidden.length, 'validation rule does', 'validation rules do')} not show what they look at: ${namesOf(hidden)}. Try a switch of a few records first.`
    return { outcome: 'inconclusive', sentence, facts }
  }
  if (rules.length === 0) return { outcome: 'passed', sentence: 'There is no active validation rule.', facts }
  const sentence = `No active validation rule looks at ${urlField}. Records that break one of the ${rules.length} others already are refused all the same.`
  return { outcome: 'passed', sentence, facts }
}

/** Names in formulas have no regard to case; a longer name that contains it is another field. */
function namesField(formula: string, field: string): boolean {
  return new RegExp(`(?<![\\w])${field}(?!\\w)`, 'i').test(formula)
}

/**
 * What runs on each record, for the summary of a switch: "2 flows and 1 trigger run on each record."
 * @param lines of a whole preflight; a kind that could not be counted makes the sentence say so
 */
export function automationSentence(lines: readonly PreflightLine[]): string {
  const kinds = KINDS.map(({ item, one, many }) => {
    const active = lines.find((line) => line.item === item)?.facts.active
    return { active: typeof active === 'number' ? active : null, one, many }
  })
  const unknown = kinds.filter(({ active }) => active === null).map(({ many }) => many)
  const counted = kinds.flatMap(({ active, one, many }) => (active ? [{ active, text: agree(active, one, many) }] : []))
  return [countedSentence(counted, unknown), ...unknownSentence(unknown)].filter((part) => part !== '').join(' ')
}

const KINDS = [
  { item: 'flows', one: 'flow', many: 'flows' },
  { item: 'triggers', one: 'trigger', many: 'triggers' },
  { item: 'workflow-rules', one: 'workflow rule', many: 'workflow rules' },
] as const

function countedSentence(counted: readonly { active: number; text: string }[], unknown: readonly string[]): string {
  if (counted.length === 0) return unknown.length > 0 ? '' : 'No flow, trigger or workflow rule runs on the records.'
  const total = counted.reduce((sum, { active }) => sum + active, 0)
  return `${listOf(counted.map(({ text }) => text))} ${total === 1 ? 'runs' : 'run'} on each record.`
}

function unknownSentence(unknown: readonly string[]): string[] {
  return unknown.length === 0 ? [] : [`How many ${listOf(unknown)} run on each record is not known.`]
}

function listOf(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}

function namesOf(items: readonly { name: string }[]): string {
  const shown = items.slice(0, MOST_NAMES).map(({ name }) => name)
  const more = items.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}
