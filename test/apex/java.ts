import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** The oldest Java that the tools run on. */
const NEEDED = 11
const jars = join('node_modules', '@salesforce', 'code-analyzer-pmd-engine', 'dist', 'java-lib', '*')

/** Why the checks that need Java cannot run; undefined when they can. */
export function whyNoJava(): string | undefined {
  const { stderr, error } = spawnSync('java', ['-version'], { encoding: 'utf8' })
  if (error) return 'there is no Java'
  const version = Number(/version "(\d+)/.exec(stderr)?.[1])
  return version >= NEEDED ? undefined : `Java is older than ${NEEDED}`
}

/** Runs a class of the jars that come with Code Analyzer, and gives what it printed. */
export function runJava(mainClass: string, args: string[]): { status: number | null; output: string } {
  const classPath = join(import.meta.dirname, jars)
  const { status, stdout, stderr } = spawnSync('java', ['-cp', classPath, mainClass, ...args], { encoding: 'utf8' })
  return { status, output: stdout + stderr }
}
