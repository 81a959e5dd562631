import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { memoryServices } from '../http/memory-services.ts'
import { openApp } from '../http/requests.ts'

interface Described {
  name: string
  type: string
  labels: string[]
}

/** The rows of the table. */
function documented(): Described[] {
  const rows = readFileSync('docs/metrics.md', 'utf8').matchAll(/^\| `(\w+)` \| (\w+) \|([^|]*)\|/gm)
  return [...rows].map(([, name = '', type = '', labels = '']) => ({
    name,
    type,
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label ?? '').sort(),
  }))
}

/** Every metric of an answer, with all labels its samples have. */
function told(text: string): Described[] {
  const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)]
  return types.map(([, name = '', type = '']) => ({ name, type, labels: labelsOf(name, text) }))
}

function labelsOf(name: string, text: string): string[] {
  const samples = [...text.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{([^}]*)\\}`, 'gm'))]
  return [
    ...new Set(samples.flatMap(([, pairs = '']) => [...pairs.matchAll(/(\w+)="/g)].map(([, label]) => label ?? ''))),
  ].sort()
}

test('the list of metrics and what the service tells are the same, with types and labels', async () => {
  const app = await openApp(memoryServices())
  await app.inject({ url: '/healthz' })
  const { body } = await app.inject({ url: '/metrics' })
  await app.close()
  const byName = (left: Described, right: Described) => (left.name < right.name ? -1 : 1)
  expect(told(body).length).toBeGreaterThan(15)
  expect(told(body).sort(byName)).toEqual(documented().sort(byName))
})
