/** The Prometheus text format, version 0.0.4. */

export interface Sample {
  labels: Readonly<Record<string, string>>
  value: number
  /** Of a histogram: `_bucket`, `_sum` or `_count`. */
  suffix?: string
}

export interface Metric {
  name: string
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  samples: readonly Sample[]
}

/** A metric of one value without labels. */
export function single(type: 'counter' | 'gauge', name: string, help: string, value: number): Metric {
  return { name, type, help, samples: [{ labels: {}, value }] }
}

/** A gauge with one value for each word of a label. */
export function byWord(name: string, help: string, label: string, counts: Readonly<Record<string, number>>): Metric {
  const samples = Object.entries(counts).map(([word, value]) => ({ labels: { [label]: word }, value }))
  return { name, type: 'gauge', help, samples }
}

export function formatMetrics(metrics: readonly Metric[]): string {
  return metrics.map(formatMetric).join('')
}

function formatMetric({ name, type, help, samples }: Metric): string {
  const lines = samples.map(({ labels, value, suffix = '' }) => `${name}${suffix}${formatLabels(labels)} ${value}`)
  return `${[`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n')}\n`
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escapeLabel(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
