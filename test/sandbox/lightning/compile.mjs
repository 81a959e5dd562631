/**
 * Compiles the Lightning components of a source folder for a browser and puts the pages into another:
 *
 *     node compile.mjs SOURCE FOLDER
 *
 * Started in this folder, whose packages it uses. What goes wrong is one sentence on standard error.
 */
import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import lwc from '@lwc/rollup-plugin'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import replace from '@rollup/plugin-replace'
import { rollup } from 'rollup'
import { platformModules } from './platform-modules.ts'

const API_VERSION = 64
const STYLED = 'node_modules/@salesforce-ux/design-system/assets'
/** The parts of the design system that the base components name by address. */
const ASSETS = [
  'styles/salesforce-lightning-design-system.min.css',
  'icons/action-sprite',
  'icons/custom-sprite',
  'icons/doctype-sprite',
  'icons/standard-sprite',
  'icons/utility-sprite',
  'images',
]

const [source, folder] = process.argv.slice(2)
try {
  await compile()
  copyAssets()
} catch (error) {
  process.stderr.write(`${error.message.split('\n')[0]}${error.loc ? ` (${error.loc.file}:${error.loc.line})` : ''}\n`)
  process.exitCode = 1
}

async function compile() {
  const bundle = await rollup({
    input: 'pages/main.js',
    onwarn: refuseUnresolved,
    plugins: [
      platformModules({ source, home: import.meta.dirname }),
      replace({
        preventAssignment: true,
        values: { 'process.env.NODE_ENV': '"production"', 'import.meta.env.SSR': 'false' },
      }),
      lwc({
        rootDir: import.meta.dirname,
        enableDynamicComponents: true, // lightning-datatable makes its dialogs so
        apiVersion: API_VERSION,
        modules: [...listBundles(), { npm: 'lightning-base-components' }],
      }),
      nodeResolve({ browser: true }),
    ],
  })
  await bundle.write({ file: join(folder, 'assets', 'app.js'), format: 'esm', inlineDynamicImports: true })
}

/** A bundle is `lwc/<name>/<name>.js`; the resolver takes it by its name in the namespace. */
function listBundles() {
  const folders = readdirSync(join(source, 'lwc'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders
    .filter(({ name }) => !name.startsWith('__'))
    .map(({ name }) => ({ name: `c/${name}`, path: join(source, 'lwc', name, `${name}.js`) }))
}

/** An import that leads nowhere would fail in the browser only. The base components' own warnings are not ours. */
function refuseUnresolved(warning) {
  if (warning.code === 'UNRESOLVED_IMPORT') throw new Error(warning.message)
  const isOurs = warning.code !== 'CIRCULAR_DEPENDENCY' && !/node_modules/.test(warning.id ?? warning.message)
  if (isOurs) process.stderr.write(`${warning.message}\n`)
}

function copyAssets() {
  for (const name of ASSETS) {
    const target = join(folder, 'assets', name)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(STYLED, name), target, { recursive: true })
  }
  cpSync('pages/index.html', join(folder, 'index.html'))
  cpSync('pages/sandbox.css', join(folder, 'assets', 'sandbox.css'))
}
