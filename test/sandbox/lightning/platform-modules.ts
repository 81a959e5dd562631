import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readLabels } from './labels.ts'

/** The part of a Rollup plugin's context that is used here. */
interface PluginContext {
  resolve(id: string, importer: string, options: { skipSelf: boolean }): Promise<unknown>
  error(message: string): never
}

export interface PlatformOptions {
  /** The package's source: `lwc` and `labels` are below it. */
  source: string
  /** The folder of the compiler: modules of the source are resolved as if they were in here. */
  home: string
}

/** The package provides the locale and such things to itself only. */
const BASE_COMPONENTS = 'node_modules/lightning-base-components/package.json'
const VIRTUAL = '\0platform:'
/** The package leaves this gate open, and then its combobox calls what synthetic shadow refuses. */
const CLOSED_GATE = '@salesforce/gate/bc.260.enableComboboxElementInternals'
/** The sandbox's user lives in Greenwich; everything else is en-US in the package already. */
const I18N: Readonly<Record<string, string>> = { '@salesforce/i18n/timeZone': 'UTC' }

/** A Rollup plugin that stands in for everything the org provides to components. */
export function platformModules({ source, home }: PlatformOptions) {
  const labels = readLabels(readFileSync(join(source, 'labels', 'CustomLabels.labels-meta.xml'), 'utf8'))
  return {
    name: 'platform-modules',
    async resolveId(this: PluginContext, id: string, importer?: string): Promise<unknown> {
      // The module a/b of the platform is the file a-b.js.
      const shim = join(home, 'shims', `${id.replace('@', '').replaceAll('/', '-')}.js`)
      if (/^@?[a-z]+\/\w+$/i.test(id) && existsSync(shim)) return shim
      if (isProvided(id)) return VIRTUAL + id
      if (!importer?.startsWith(source) || /^[./\0]/.test(id)) return null
      const from = id.startsWith('@salesforce/') ? BASE_COMPONENTS : 'pages/main.js'
      const found = await this.resolve(id, join(home, from), { skipSelf: true })
      return found ?? this.error(`${id} is not in the sandbox org; ${importer} imports it.`)
    },
    load(this: PluginContext, id: string): string | null {
      if (!id.startsWith(VIRTUAL)) return null
      return (
        provide(id.slice(VIRTUAL.length), labels) ?? this.error(`${id.slice(VIRTUAL.length)} is not in the package.`)
      )
    },
  }
}

function isProvided(id: string): boolean {
  return /^@salesforce\/(apex\/|label\/c\.)/.test(id) || id === CLOSED_GATE || id in I18N
}

/** The text of a module, or undefined when there is no such thing. */
function provide(id: string, labels: ReadonlyMap<string, string>): string | undefined {
  const name = id.slice(id.lastIndexOf('/') + 1)
  if (id.startsWith('@salesforce/apex/')) {
    return `import { apexMethod } from '@salesforce/apex'; export default apexMethod(${JSON.stringify(name)})`
  }
  if (id === CLOSED_GATE) return 'export default { isOpen: () => false }'
  const value = I18N[id] ?? labels.get(name.replace(/^c\./, ''))
  return value === undefined ? undefined : `export default ${JSON.stringify(value)}`
}
