import { Agent, get } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Read } from './reads.ts'

/** One answer, or the lack of one. */
export interface Answer {
  /** Name of the read. */
  read: string
  path: string
  /** From the moment at which the request was due to the end of the answer. */
  latencyMs: number
  /** How long after it was due the request was sent: the machine's own delay, which is part of the latency. */
  lateMs: number
  /** HTTP status, or why there was none. */
  outcome: number | string
}

export interface Load {
  answers: Answer[]
  /** Answers per second that came. */
  perSecond: number
}

export interface LoadOptions {
  baseUrl: string
  token: string
  reads: readonly Read[]
  requestsPerSecond: number
  seconds: number
  signal: AbortSignal
}

const ANSWER_WITHIN_MS = 10_000
const MOST_CONNECTIONS = 64
/** Coprime to the number of addresses of any read, which is smaller: neighbours in time are no neighbours in the list. */
const STRIDE = 7_919

/**
 * Sends the reads in turn, at fixed times, whether or not the answers before have come. A request that waits for a slow one
 * before it counts from the time at which it was due, so a service that stands still is not measured as a fast one.
 */
export async function sendLoad(options: LoadOptions): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS })
  const startMs = performance.now()
  try {
    const answers = await Promise.all(await askOnSchedule(agent, options, startMs))
    return { answers, perSecond: (answers.length * 1_000) / (performance.now() - startMs) }
  } finally {
    agent.destroy()
  }
}

/** Gives the answers that are under way once the last request is sent. */
async function askOnSchedule(agent: Agent, options: LoadOptions, startMs: number): Promise<Promise<Answer>[]> {
  const { reads, requestsPerSecond, seconds, signal } = options
  const answers: Promise<Answer>[] = []
  for (let number = 0; number < requestsPerSecond * seconds; number += 1) {
    const dueMs = startMs + (number * 1_000) / requestsPerSecond
    await wait(Math.max(0, dueMs - performance.now()), undefined, { signal })
    const read = reads[number % reads.length]!
    const path = pathOf(read, Math.floor(number / reads.length))
    answers.push(ask(agent, options, { read: read.name, path }, dueMs))
  }
  return answers
}

function pathOf({ paths }: Read, turn: number): string {
  return paths[(turn * STRIDE) % paths.length]!
}

async function ask(
  agent: Agent,
  options: LoadOptions,
  asked: Pick<Answer, 'read' | 'path'>,
  dueMs: number,
): Promise<Answer> {
  const lateMs = performance.now() - dueMs
  const outcome = await outcomeOf(agent, options, asked.path)
  return { ...asked, outcome, lateMs, latencyMs: performance.now() - dueMs }
}

function outcomeOf(agent: Agent, { baseUrl, token, signal }: LoadOptions, path: string): Promise<number | string> {
  const limits = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)])
  const headers = { authorization: `Bearer ${token}` }
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve(error.message)
    const request = get(baseUrl + path, { agent, headers, signal: limits }, (response) => {
      response
        .on('error', failed)
        .on('end', () => resolve(response.statusCode ?? 0))
        .resume()
    })
    request.on('error', failed)
  })
}
