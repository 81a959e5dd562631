/**
 * Runs one file of Doclift on the right Node, installing first when needed:
 *
 *     node scripts/bootstrap.mjs [--omit-dev] [--watch] FILE ARGS…
 *
 * Every npm script goes through it, so a fresh clone needs one command. It is the only file that must run on an old
 * Node (18) and without node_modules; everything it starts runs on Node 24.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stampFile = join(root, 'node_modules', '.doclift-installed.json')
const lock = join(root, '.doclift', 'install.lock')
const neededNode = 24
const isWindows = process.platform === 'win32'
/** How a file system says that a directory is in the way. */
const takenCodes = isWindows ? ['EPERM', 'EEXIST'] : ['ENOTEMPTY', 'EEXIST']

const { file, args, isWatching, omitsDev } = readArguments(process.argv.slice(2))
if (!isInstalled()) await installOnce()
// Without limits Node collects garbage late, and a worker grows past its 256 MiB while it needs half of them.
const { serviceFlags = [], serviceEnvironment } = file.startsWith('server/') ? memoryLimits() : {}
const nodeFlags = [...serviceFlags, ...(isWatching ? ['--watch'] : [])]
const command = [...nodeFlags, resolve(root, file), ...args]
// What the operator has set wins.
const env = { ...serviceEnvironment, ...process.env }
process.exitCode = await runForwardingSignals(chooseNode(), command, { stdio: 'inherit', env })

function readArguments(all) {
  const own = new Set()
  while (all[0] === '--omit-dev' || all[0] === '--watch') own.add(all.shift())
  if (all.length === 0) fail('Usage: node scripts/bootstrap.mjs [--omit-dev] [--watch] FILE ARGS…')
  return { file: all[0], args: all.slice(1), isWatching: own.has('--watch'), omitsDev: own.has('--omit-dev') }
}

function memoryLimits() {
  return readJson(join(root, 'package.json')).config
}

/** A tree with the development packages serves both kinds of command. */
function isInstalled() {
  const stamp = readJson(stampFile)
  return stamp !== undefined && stamp.packages === fingerprint() && (stamp.hasDev || omitsDev)
}

/** The packages a tree should hold: they differ by lockfile and by platform. */
function fingerprint() {
  const lockfile = readFileSync(join(root, 'package-lock.json'))
  return createHash('sha256').update(`${process.platform} ${process.arch} `).update(lockfile).digest('hex')
}

/** Two commands started together must not both install: the second waits, and usually finds the work done. */
async function installOnce() {
  mkdirSync(dirname(lock), { recursive: true })
  while (!takeLock()) await sleep(200)
  const problem = isInstalled() ? undefined : await install()
  rmSync(lock, { recursive: true, force: true })
  if (problem !== undefined) fail(problem, 1)
}

/** The directory appears with its owner's number in it, so a lock always says whose it is. */
function takeLock() {
  const draft = `${lock}.${process.pid}`
  try {
    mkdirSync(draft, { recursive: true })
    writeFileSync(join(draft, 'pid'), String(process.pid))
    renameSync(draft, lock)
    return true
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!takenCodes.includes(error.code)) throw error
    breakAbandonedLock()
    return false
  }
}

/** Moved aside before it is deleted, so that of several waiting processes only one breaks it. */
function breakAbandonedLock() {
  const owner = readJson(join(lock, 'pid'))
  if (owner === undefined || isRunning(owner)) return
  const aside = `${lock}.${process.pid}.abandoned`
  try {
    renameSync(lock, aside)
    rmSync(aside, { recursive: true, force: true })
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Gives nothing, or what went wrong. */
async function install() {
  process.stderr.write(`Installing packages${omitsDev ? '' : ' with development tools'} (takes up to a minute) …\n`)
  const output = []
  const exitCode = await runForwardingSignals('npm', npmArguments(), {
    cwd: root,
    env: npmEnvironment(),
    shell: isWindows,
    stdio: ['ignore', 'pipe', 'pipe'],
    onOutput: (text) => output.push(text),
  })
  if (exitCode !== 0) return `${output.join('')}\nnpm ci failed. Mend what it says above and run the command again.`
  linkCommand()
  writeFileSync(stampFile, JSON.stringify({ packages: fingerprint(), hasDev: !omitsDev }))
}

/** npm links the commands of dependencies only, and the npx of npm 8 runs no command without a link. */
function linkCommand() {
  if (!isWindows) symlinkSync('../../scripts/doclift.mjs', join(root, 'node_modules', '.bin', 'doclift'))
}

/** Which groups are installed is said in full, because npm settings and NODE_ENV may say otherwise. */
function npmArguments() {
  const groups = ['--include=prod', '--include=optional', omitsDev ? '--omit=dev' : '--include=dev']
  return ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...groups]
}

/**
 * npm hands the flags of the command that started it to every npm below it, where they would mean something else: a
 * `--prefix`, `--dry-run` or `--omit` is not for this installation. Settings of the network and the cache are kept.
 * The Node inside node_modules must not run npm either, because npm deletes it.
 */
function npmEnvironment() {
  const misleading =
    /^npm_config_(also|dev|dry_run|global|include|json|location|omit|only|optional|package_lock.*|prefix|production|workspaces?)$/i
  const kept = Object.entries(process.env).filter(([name]) => !misleading.test(name) && name.toUpperCase() !== 'PATH')
  const path = (process.env.PATH ?? process.env.Path ?? '').split(delimiter)
  const bin = join(root, 'node_modules', '.bin')
  return { ...Object.fromEntries(kept), PATH: path.filter((entry) => entry !== bin).join(delimiter) }
}

function chooseNode() {
  const bundled = join(root, 'node_modules', bundledPackage(), 'bin', isWindows ? 'node.exe' : 'node')
  if (existsSync(bundled) && runsHere()) return bundled
  if (Number.parseInt(process.versions.node, 10) >= neededNode) return process.execPath
  return fail(
    `Doclift needs Node ${neededNode}, and none is bundled for ${process.platform}-${process.arch}; this is ${process.version}. ` +
      `Install Node ${neededNode} and run the command again.`,
  )
}

function bundledPackage() {
  return `node-${isWindows ? 'win' : process.platform}-${process.arch}`
}

/** The bundled Node for Linux is built for glibc. */
function runsHere() {
  if (process.platform !== 'linux') return true
  process.report.excludeNetwork = true // or the report looks up the names of all network peers
  return process.report.getReport().header.glibcVersionRuntime !== undefined
}

/** Runs a program to its end and gives its exit code; a program ended by a signal gives 128 + the signal's number. */
function runForwardingSignals(program, programArgs, { onOutput, ...options }) {
  const child = spawn(program, programArgs, options)
  for (const stream of [child.stdout, child.stderr]) if (stream) stream.setEncoding('utf8').on('data', onOutput)
  const stopForwarding = forwardSignals(child)
  const stopWatching = endWithNpm(child)
  return new Promise((done) => {
    child.once('error', (error) => {
      process.stderr.write(`Cannot run ${program}: ${error.message}\n`)
      done(127)
    })
    child.once('close', (code, signal) => {
      stopForwarding()
      stopWatching()
      done(code ?? 128 + constants.signals[signal])
    })
  })
}

function forwardSignals(child) {
  const forward = (signal) => {
    // A terminal sends Ctrl-C to every process itself; twice would mean "at once" to a service that is closing.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  return () => {
    for (const signal of signals) process.off(signal, forward)
  }
}

/** npm passes a signal to a shell that dies of it and tells nobody, so the death of the parent stands for the signal. */
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return () => {}
  const parent = process.ppid
  const timer = setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500)
  return () => clearInterval(timer)
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

function fail(message, exitCode = 2) {
  process.stderr.write(`${message}\n`)
  process.exit(exitCode)
}
