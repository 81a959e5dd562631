import type { S3Server } from '../server.ts'
import type { Behaviour } from './behaviour.ts'
import { type Bench, openBench } from './bench.ts'
import { BUCKETS } from './buckets.ts'
import { MULTIPART } from './multipart.ts'
import { READS } from './reads.ts'
import { REFUSALS } from './refusals.ts'
import { WRITES } from './writes.ts'

/** Everything that is compared, in the order of the table. */
export const BEHAVIOURS: readonly Behaviour[] = [...WRITES, ...MULTIPART, ...READS, ...BUCKETS, ...REFUSALS]

/** How two servers answer the same. */
export interface Row {
  does: string
  one: string
  other: string
}

/** Asks both servers everything and gives the answers side by side. */
export async function compareServers(one: S3Server, other: S3Server): Promise<Row[]> {
  const answers = await Promise.all([one, other].map(answersOf))
  return BEHAVIOURS.map(({ does }, at) => ({ does, one: answers[0]?.[at] ?? '', other: answers[1]?.[at] ?? '' }))
}

async function answersOf(server: S3Server): Promise<string[]> {
  const bench = await openBench(server)
  try {
    const answers: string[] = []
    for (const behaviour of BEHAVIOURS) answers.push(await answerOf(behaviour, bench))
    return answers
  } finally {
    bench.close()
  }
}

/** What could not be asked is told too: the way up to the question can already be refused. */
async function answerOf({ answer }: Behaviour, bench: Bench): Promise<string> {
  try {
    return await answer(bench)
  } catch (thrown) {
    const { name, $metadata } = thrown as { name?: string; $metadata?: { httpStatusCode?: number } }
    return `not asked: ${$metadata?.httpStatusCode ?? ''} ${name}`.replace(/ +/g, ' ')
  }
}
