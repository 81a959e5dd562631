import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from './check.ts'
import { findSources, ROOT, shorten } from './files.ts'
import { loadPackage } from './packages.ts'

/** Severities of Code Analyzer: 1 is critical, 3 is moderate. */
const WORST_ALLOWED = 4

interface Finding {
  rule: string
  path: string
  line: number
  message: string
}

/** Findings that stay, and why. */
interface Explanation {
  rule: string
  /** A file, or a folder with a slash at its end. */
  path: string
  message: string
  reason: string
}

/** PMD's recommended rules find nothing in the classes that is not explained. */
export const apexRules: Check = {
  name: 'Apex rules (PMD)',
  needsJava: true,
  findProblems: () => findUnexplained('pmd', '@salesforce/code-analyzer-pmd-engine'),
}

/** ESLint's recommended rules find nothing in the components that is not explained. */
export const componentRules: Check = {
  name: 'Component rules (ESLint)',
  needsJava: false,
  findProblems: () => findUnexplained('eslint', '@salesforce/code-analyzer-eslint-engine'),
}

async function findUnexplained(engine: string, plugin: string): Promise<string[]> {
  const findings = await analyse(engine, plugin)
  const explanations = readExplanations().filter(({ rule }) => rule.startsWith(`${engine}:`))
  const unexplained = findings.filter((finding) => !explanations.some((one) => isAbout(one, finding)))
  const empty = explanations.filter((one) => !findings.some((finding) => isAbout(one, finding)))
  return [
    ...unexplained.map(({ rule, path, line, message }) => `${path}:${line} ${rule}: ${message}`),
    ...empty.map(({ rule, path }) => `explained-findings.json: ${rule} is not found in ${path} any more`),
  ]
}

async function analyse(engine: string, plugin: string): Promise<Finding[]> {
  const { CodeAnalyzer, CodeAnalyzerConfig } = await loadPackage('@salesforce/code-analyzer-core')
  const { createEnginePlugin } = await loadPackage(plugin)
  const analyzer = new CodeAnalyzer(CodeAnalyzerConfig.fromObject({ config_root: ROOT }))
  await analyzer.addEnginePlugin(createEnginePlugin())
  const workspace = await analyzer.createWorkspace(analysedFiles())
  const rules = await analyzer.selectRules([`${engine}:Recommended`], { workspace })
  const results = await analyzer.run(rules, { workspace })
  return results.getViolations().flatMap(toFinding)
}

/** Tests of components use what is forbidden in components, such as timers. */
function analysedFiles(): string[] {
  return [...findSources('*.cls'), ...findSources('lwc/**/*.{js,html,css}')]
}

// biome-ignore lint/suspicious/noExplicitAny: the types of Code Analyzer are not there before it is installed.
function toFinding(violation: any): Finding[] {
  const [rule, place] = [violation.getRule(), violation.getPrimaryLocation()]
  if (rule.getSeverityLevel() >= WORST_ALLOWED) return []
  const name = `${rule.getEngineName()}:${rule.getName()}`
  const message = violation.getMessage().replace(/\s+/g, ' ')
  return [{ rule: name, path: shorten(place.getFile()), line: place.getStartLine(), message }]
}

function readExplanations(): Explanation[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'explained-findings.json'), 'utf8'))
}

function isAbout(explanation: Explanation, finding: Finding): boolean {
  return (
    explanation.rule === finding.rule &&
    finding.path.startsWith(explanation.path) &&
    explanation.message === finding.message
  )
}
