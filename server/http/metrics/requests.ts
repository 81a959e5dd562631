import type { Metric, Sample } from '../prometheus.ts'

/** Upper bounds of the durations that are told apart, in seconds. */
const BOUNDS_SECONDS = [0.005, 0.025, 0.1, 0.25, 1, 5] as const

export interface AnsweredRequest {
  method: string
  /** Pattern of the route, never the address that was called. */
  route: string
  status: number
  seconds: number
}

interface Durations {
  labels: { method: string; route: string }
  /** How many took at most each of the bounds. */
  within: number[]
  sum: number
  count: number
}

/** Counts the answers of this process and how long they took. Their number is that of routes, methods and statuses. */
export class RequestCounts {
  readonly #answers = new Map<string, Sample>()
  readonly #durations = new Map<string, Durations>()

  count(request: AnsweredRequest): void {
    this.#countAnswer(request)
    this.#countDuration(request)
  }

  read(): Metric[] {
    return [
      {
        name: 'doclift_http_requests_total',
        type: 'counter',
        help: 'Answers by route and status.',
        samples: [...this.#answers.values()],
      },
      {
        name: 'doclift_http_request_duration_seconds',
        type: 'histogram',
        help: 'How long answers took.',
        samples: [...this.#durations.values()].flatMap(samplesOf),
      },
    ]
  }

  #countAnswer({ method, route, status }: AnsweredRequest): void {
    const key = `${method} ${route} ${status}`
    const known = this.#answers.get(key)
    const labels = { method, route, status: String(status) }
    this.#answers.set(key, { labels, value: (known?.value ?? 0) + 1 })
  }

  #countDuration({ method, route, seconds }: AnsweredRequest): void {
    const key = `${method} ${route}`
    const known = this.#durations.get(key) ?? nothingYet(method, route)
    const within = known.within.map((count, index) => count + (seconds <= (BOUNDS_SECONDS[index] ?? 0) ? 1 : 0))
    this.#durations.set(key, { ...known, within, sum: known.sum + seconds, count: known.count + 1 })
  }
}

function nothingYet(method: string, route: string): Durations {
  return { labels: { method, route }, within: BOUNDS_SECONDS.map(() => 0), sum: 0, count: 0 }
}

function samplesOf({ labels, within, sum, count }: Durations): Sample[] {
  const buckets = within.map((value, index) => bucket(labels, String(BOUNDS_SECONDS[index]), value))
  const rest = [bucket(labels, '+Inf', count), { suffix: '_sum', labels, value: sum }]
  return [...buckets, ...rest, { suffix: '_count', labels, value: count }]
}

function bucket(labels: Durations['labels'], le: string, value: number): Sample {
  return { suffix: '_bucket', labels: { ...labels, le }, value }
}
