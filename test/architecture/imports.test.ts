import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Import, listImports, readSources, type SourceFile } from '../support/source-files.ts'

/** One row of the table of import directions: files it is about, and what they may import. The first match counts. */
interface Row {
  name: string
  files: RegExp
  /** Paths of the project. */
  may: RegExp
  /** Names of packages and of Node's own modules. */
  mayUse: RegExp
}

const nothing = /^$/
const anything = /^/
const nodeModules = /^node:/
const pureNodeModules = /^node:(path|url|util|buffer|crypto|zlib|assert)$/
const vendorPackages = /^(?!@aws-sdk\/|@smithy\/|jsforce|@mikro-orm\/|pg$|pg-boss|kysely|undici)/
const inward = /^server\/(domain|ports)\//

const rows: Row[] = [
  { name: 'domain/', files: /^server\/domain\//, may: /^server\/domain\//, mayUse: pureNodeModules },
  { name: 'ports/', files: /^server\/ports\//, may: inward, mayUse: nodeModules },
  {
    name: 'operations/',
    files: /^server\/operations\//,
    may: /^server\/(domain|ports|operations)\//,
    mayUse: nodeModules,
  },
  { name: 'probes/', files: /^server\/probes\//, may: /^server\/(domain|ports|probes)\//, mayUse: nodeModules },
  { name: 'checklists/', files: /^server\/checklists\//, may: /^server\/(domain\/gate|checklists)\//, mayUse: nothing },
  {
    name: 'adapters/postgres/',
    files: /^server\/adapters\/postgres\//,
    may: /^(server\/(domain|ports|adapters\/postgres)|db)\//,
    mayUse: anything,
  },
  {
    name: 'adapters/<x>/',
    files: /^server\/adapters\//,
    may: /^server\/(domain|ports|adapters\/http)\//, // and its own folder, see isAllowed
    mayUse: anything,
  },
  edgeRow('http'),
  edgeRow('jobs'),
  edgeRow('commands'),
  { name: 'config.ts', files: /^server\/config[./]/, may: /^server\/(config[./]|domain\/)/, mayUse: anything },
  { name: 'wiring.ts', files: /^server\/wiring[./]/, may: /^(server|db)\//, mayUse: anything },
  processRow('process.ts', /^server\/(config\.ts|domain\/)/),
  processRow('worker-processes.ts', /^server\/(process\.ts|domain\/|ports\/)/),
  processRow('main.ts', /^server\/(wiring\.ts|process\.ts|worker-processes\.ts|config\.ts|domain\/|http\/|jobs\/)/),
  processRow('worker.ts', /^server\/(wiring\.ts|process\.ts|worker-processes\.ts|config\.ts|domain\/|jobs\/)/),
  processRow('cli.ts', /^server\/(wiring\.ts|process\.ts|config\.ts|domain\/|commands\/)/),
  { name: 'db/', files: /^db\//, may: /^(db|server\/domain|server\/ports)\//, mayUse: anything },
  {
    name: 'scripts/write-openapi.ts', // builds the API to describe it
    files: /^scripts\/write-openapi\.ts$/,
    may: /^server\/(http|operations|adapters\/clock)\//,
    mayUse: nodeModules,
  },
  {
    name: 'scripts/write-cli-reference.ts', // builds the commands to describe them
    files: /^scripts\/write-cli-reference\.ts$/,
    may: /^server\/commands\//,
    mayUse: nodeModules,
  },
  {
    name: 'scripts/',
    files: /^scripts\//,
    may: /^(scripts\/|db\/|test\/sandbox\/client\.ts|test\/s3\/(server|ceph\/(gateway|commands))\.ts|server\/(wiring\.ts|config\.ts|domain\/|ports\/|adapters\/))/,
    mayUse: anything,
  },
]

function edgeRow(folder: string): Row {
  const may = new RegExp(`^server/(operations|domain|ports|${folder})/`)
  return { name: `${folder}/`, files: new RegExp(`^server/${folder}/`), may, mayUse: vendorPackages }
}

function processRow(file: string, may: RegExp): Row {
  return { name: file, files: new RegExp(`^server/${file.replace('.', '\\.')}$`), may, mayUse: vendorPackages }
}

const sources = readSources(['server', 'db', 'scripts'])

test('every import goes in a direction that the layer table allows', () => {
  expect(sources.flatMap(findForbiddenImports)).toEqual([])
})

test('a forbidden import is reported with its file, the import and the row', () => {
  const text = "import { switchUrls } from '../../operations/switch-urls.ts'"
  expect(findForbiddenImports({ path: 'server/adapters/s3/client.ts', text })).toEqual([
    'server/adapters/s3/client.ts imports ../../operations/switch-urls.ts, which the row "adapters/<x>/" does not allow',
  ])
})

test.for([
  ['server/domain/run/run.ts', '../../ports/clock.ts'],
  ['server/domain/run/run.ts', 'node:fs'],
  ['server/ports/clock.ts', '../adapters/clock/clock.ts'],
  ['server/operations/verify.ts', '../adapters/s3/object-store.ts'],
  ['server/operations/verify.ts', '../probes/s3/tls.ts'],
  ['server/adapters/s3/object-store.ts', '../vendor/client.ts'],
  ['server/adapters/s3/object-store.ts', '../../../db/config.ts'],
  ['server/http/app.ts', '../jobs/copy-object.ts'],
  ['server/http/app.ts', '@mikro-orm/core'],
  ['server/main.ts', './adapters/s3/object-store.ts'],
  ['server/commands/token.ts', '../wiring.ts'],
  ['server/wiring.ts', '../test/sandbox/org.ts'],
  ['db/config.ts', '../test/support/cluster.ts'],
  ['scripts/demo.ts', '../test/sandbox/main.ts'],
  ['server/new-folder/thing.ts', './other.ts'],
])('the layer table does not let %s import %s', ([path = '', specifier = '']) => {
  expect(findForbiddenImports({ path, text: `import { thing } from '${specifier}'` })).toHaveLength(1)
})

test('only the wiring, scripts and tests import adapters from outside their folder', () => {
  const importers = sources.flatMap(listImports).filter(({ file, target }) => isAdapter(target) && !isAdapter(file))
  const unexpected = importers.filter(({ file }) => !/^(server\/wiring[./]|scripts\/)/.test(file))
  expect(unexpected.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
})

test('ports are interfaces, so no file imports a value from them', () => {
  const imports = readSources(['server', 'db'])
    .flatMap(listImports)
    .filter(({ target }) => target.startsWith('server/ports/'))
  const values = imports.filter(({ clause }) => !isTypeOnly(clause))
  expect(values.map(({ file, specifier }) => `${file} imports a value from ${specifier}`)).toEqual([])
})

test('operations and probes read no environment variable', () => {
  const readers = readSources(['server/domain', 'server/ports', 'server/operations', 'server/probes'])
  expect(readers.filter(({ text }) => /\bprocess\.env\b/.test(text)).map(({ path }) => path)).toEqual([])
})

test('the domain draws no random numbers and reads no clock', () => {
  const impure =
    /\b(randomUUID|randomBytes|randomInt|getRandomValues|Math\.random|Date\.now|performance\.now|new Date\(\))/
  const sources = readSources(['server/domain']).filter(({ text }) => impure.test(text))
  expect(sources.map(({ path }) => path)).toEqual([])
})

test('the service imports only packages that are installed without development tools', () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'))
  const service = readSources(['server', 'db'])
    .flatMap(listImports)
    .filter(({ target }) => isPackage(target))
  const missing = service.filter(({ target }) => !(packageName(target) in manifest.dependencies))
  expect(missing.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
})

function findForbiddenImports(source: SourceFile): string[] {
  const row = rows.find(({ files }) => files.test(source.path))
  return listImports(source)
    .filter((found) => row === undefined || !isAllowed(found, row))
    .map(({ specifier }) => `${source.path} imports ${specifier}, which ${describeRow(row)}`)
}

function isAllowed({ file, target }: Import, row: Row): boolean {
  if (!isProjectPath(target)) return row.mayUse.test(target)
  return row.may.test(target) || (isAdapter(file) && adapterOf(target) === adapterOf(file))
}

function describeRow(row: Row | undefined): string {
  return row === undefined ? 'no row of the layer table covers' : `the row "${row.name}" does not allow`
}

function isAdapter(path: string): boolean {
  return path.startsWith('server/adapters/')
}

function adapterOf(path: string): string {
  return path.split('/').slice(0, 3).join('/')
}

function isProjectPath(target: string): boolean {
  return /^(server|db|scripts|test)\//.test(target)
}

function isPackage(target: string): boolean {
  return !isProjectPath(target) && !nodeModules.test(target)
}

function packageName(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')
}

/** `import type { A }`, or braces in which every name is a type. */
function isTypeOnly(clause: string): boolean {
  if (/^type\b/.test(clause)) return true
  const names = /\{([^}]*)\}/
    .exec(clause)?.[1]
    ?.split(',')
    .map((name) => name.trim())
  return names?.every((name) => name === '' || name.startsWith('type ')) ?? false
}
