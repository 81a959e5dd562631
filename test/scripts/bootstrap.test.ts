import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'

const repository = join(import.meta.dirname, '..', '..')

/** A project with the real bootstrap, in a folder whose name has a space, and an npm that only notes how it was called. */
let project: string

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'doclift bootstrap '))
  for (const script of ['bootstrap.mjs', 'doclift.mjs']) copyScript(script)
  write('package-lock.json', '{}')
  write('package.json', JSON.stringify({ type: 'module', config: SERVICE_LIMITS }))
  write('echo.ts', 'console.log(JSON.stringify(process.argv.slice(2)))')
  write('npm/npm', `#!/bin/sh\n${fakeInstall}`)
  chmodSync(join(project, 'npm', 'npm'), 0o755)
})

afterEach(() => rmSync(project, { recursive: true, force: true }))

const SERVICE_LIMITS = {
  serviceFlags: ['--max-semi-space-size=4'],
  serviceEnvironment: { MALLOC_ARENA_MAX: '1' },
}

const fakeInstall = `
echo "$*" >> npm-calls
env | grep -E '^npm_config_(omit|dry_run|noproxy)=' >> npm-settings
rm -rf node_modules
mkdir -p node_modules/.bin
echo "a line of npm"
sleep 0.3
exit "\${FAKE_NPM_EXIT:-0}"
`

test('the first command installs and the second one starts at once', () => {
  expect(bootstrap(['echo.ts', 'one'])).toMatchObject({ status: 0, stdout: '["one"]\n' })
  expect(bootstrap(['echo.ts', 'two'])).toMatchObject({ status: 0, stdout: '["two"]\n' })
  expect(npmCalls()).toHaveLength(1)
})

test('installing prints one line and keeps the output of npm to itself', () => {
  const { stderr } = bootstrap(['echo.ts'])
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('Installing packages')])
})

test('a tree without development packages is installed again for a command that needs them', () => {
  bootstrap(['--omit-dev', 'echo.ts'])
  bootstrap(['echo.ts'])
  expect(npmCalls()).toEqual([expect.stringContaining('--omit=dev'), expect.stringContaining('--include=dev')])
})

test('a tree with development packages serves a command that needs none', () => {
  bootstrap(['echo.ts'])
  bootstrap(['--omit-dev', 'echo.ts'])
  expect(npmCalls()).toHaveLength(1)
})

test('a changed lockfile makes the next command install again', () => {
  bootstrap(['echo.ts'])
  write('package-lock.json', '{ "name": "changed" }')
  bootstrap(['echo.ts'])
  expect(npmCalls()).toHaveLength(2)
})

test('commands started together install once and then all run', async () => {
  const commands = ['1', '2', '3'].map((argument) => start(['echo.ts', argument]))
  const outputs = await Promise.all(commands.map(({ stdout }) => text(stdout)))
  expect(outputs).toEqual(['["1"]\n', '["2"]\n', '["3"]\n'])
  expect(npmCalls()).toHaveLength(1)
})

test('a lock left by a process that died is taken over', async () => {
  const died = spawn(process.execPath, ['--version'])
  await once(died, 'exit')
  write('.doclift/install.lock/pid', String(died.pid))
  expect(bootstrap(['echo.ts'])).toMatchObject({ status: 0 })
  expect(existsSync(join(project, '.doclift', 'install.lock'))).toBe(false)
})

test('a failed installation shows what npm said and is tried again by the next command', () => {
  const failed = bootstrap(['echo.ts'], { FAKE_NPM_EXIT: '1' })
  expect(failed).toMatchObject({ status: 1, stdout: '' })
  expect(failed.stderr).toContain('a line of npm')
  expect(bootstrap(['echo.ts'])).toMatchObject({ status: 0 })
})

test('settings meant for the npm that started the command do not reach the installation', () => {
  bootstrap(['echo.ts'], { npm_config_omit: 'dev', npm_config_dry_run: 'true', npm_config_noproxy: 'localhost' })
  expect(readFileSync(join(project, 'npm-settings'), 'utf8')).toBe('npm_config_noproxy=localhost\n')
})

test('the file runs on the bundled Node when there is one', () => {
  bootstrap(['echo.ts'])
  const bundled = `node_modules/node-${process.platform}-${process.arch}/bin/node`
  write(bundled, '#!/bin/sh\necho bundled "$@"\n')
  chmodSync(join(project, bundled), 0o755)
  expect(bootstrap(['--watch', 'echo.ts']).stdout).toBe(`bundled --watch ${join(project, 'echo.ts')}\n`)
})

test('arguments and the exit code pass through unchanged', () => {
  write('exit.ts', 'console.log(process.argv[2]); process.exit(7)')
  expect(bootstrap(['exit.ts', 'a "b" $c'])).toMatchObject({ status: 7, stdout: 'a "b" $c\n' })
})

test('a process of the service gets the limits on memory and other files do not', () => {
  const tellLimits = 'console.log(...process.execArgv, process.env.MALLOC_ARENA_MAX)'
  write('server/limits.ts', tellLimits)
  write('limits.ts', tellLimits)
  expect(bootstrap(['server/limits.ts']).stdout).toBe('--max-semi-space-size=4 1\n')
  expect(bootstrap(['limits.ts']).stdout).toBe('undefined\n')
})

test('a command ended by a signal is forwarded that signal and its exit code is given', async () => {
  write('wait.ts', "process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('ready')")
  const running = start(['wait.ts'])
  await once(running.stdout, 'data')
  running.kill('SIGTERM')
  expect(await once(running, 'exit')).toEqual([9, null])
})

test('the doclift command runs the operator commands without development packages', () => {
  write('server/cli.ts', 'console.log(JSON.stringify(process.argv.slice(2)))')
  const result = spawnSync(process.execPath, [join(project, 'scripts', 'doclift.mjs'), 'token', 'create'], options())
  expect(result).toMatchObject({ status: 0, stdout: '["token","create"]\n' })
  expect(npmCalls()).toEqual([expect.stringContaining('--omit=dev')])
})

function bootstrap(args: string[], environment: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [join(project, 'scripts', 'bootstrap.mjs'), ...args], options(environment))
}

function start(args: string[]) {
  const running = spawn(process.execPath, [join(project, 'scripts', 'bootstrap.mjs'), ...args], options())
  running.stderr.resume()
  return running
}

function options(environment: NodeJS.ProcessEnv = {}) {
  const PATH = [join(project, 'npm'), process.env.PATH].join(delimiter)
  return { cwd: project, encoding: 'utf8' as const, env: { ...process.env, PATH, ...environment } }
}

function npmCalls(): string[] {
  return readFileSync(join(project, 'npm-calls'), 'utf8').trim().split('\n')
}

function copyScript(name: string): void {
  mkdirSync(join(project, 'scripts'), { recursive: true })
  copyFileSync(join(repository, 'scripts', name), join(project, 'scripts', name))
}

function write(path: string, content: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), content)
}
