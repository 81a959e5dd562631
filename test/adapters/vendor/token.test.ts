import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixedToken, type TokenCommand, tokenOfCommand, tokenOfFile } from '../../../server/adapters/vendor/token.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'doclift-token-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const said = (thrown: unknown) => `${thrown} ${JSON.stringify(thrown)} ${(thrown as Error).stack}`

test('a fixed token is the same for ever, so there is no other one', async () => {
  const token = fixedToken('one')
  expect([await token.current(), await token.renew('one')]).toEqual(['one', undefined])
})

describe('a token in a file', () => {
  let path: string
  beforeAll(() => {
    path = join(home, 'token')
  })
  const put = async (text: string, mode = 0o600) => {
    await writeFile(`${path}.new`, text, { mode })
    await chmod(`${path}.new`, mode)
    await rename(`${path}.new`, path)
  }

  test('is read anew when the file is replaced, without a restart', async () => {
    await put('first\n')
    const token = tokenOfFile(path)
    expect(await token.current()).toBe('first')
    expect(await token.renew('first')).toBeUndefined()
    await put('second\n')
    expect([await token.current(), await token.renew('first')]).toEqual(['second', 'second'])
  })

  test.skipIf(process.platform === 'win32').each([0o640, 0o604, 0o620, 0o666])(
    'is refused when others can reach it by mode %o',
    async (mode) => {
      await put('a-secret-token', mode)
      const error = await tokenOfFile(path)
        .current()
        .catch((thrown) => thrown)
      expect(error).toMatchObject({ code: 'source.no-token', behaviour: 'fatal' })
      expect(String(error)).toContain('chmod 600')
      expect(said(error)).not.toContain('a-secret-token')
    },
  )

  test.each(['', ' \n', 'two words', 'two\nlines', 'a\r\nX-Injected: yes', 'ä'])(
    'that holds %j is no token',
    async (text) => {
      await put(text)
      await expect(tokenOfFile(path).current()).rejects.toMatchObject({ code: 'source.no-token' })
    },
  )

  test('that is gone says so', async () => {
    await expect(tokenOfFile(join(home, 'nowhere')).current()).rejects.toMatchObject({ code: 'source.no-token' })
  })
})

describe('a token that a program prints', () => {
  let nowMs = Date.now()
  const clock = { now: () => new Date(nowMs) }
  const commandOf = (script: string, more: Partial<TokenCommand> = {}) => {
    const command = [process.execPath, '-e', script]
    return tokenOfCommand({ command, environment: process.env, lifeMs: 60_000, timeoutMs: 20_000, ...more }, clock)
  }
  /** Prints how often it was run. */
  const counting = (name: string) => {
    const file = JSON.stringify(join(home, name))
    return `const fs = require('fs'); fs.appendFileSync(${file}, 'x'); console.log('token-' + fs.readFileSync(${file}).length)`
  }

  test('is asked for once by all who want it, and again when it has grown old', async () => {
    const token = commandOf(counting('old'))
    expect(await Promise.all([token.current(), token.current(), token.current()])).toEqual(Array(3).fill('token-1'))
    nowMs += 59_000
    expect(await token.current()).toBe('token-1')
    nowMs += 2_000
    expect(await token.current()).toBe('token-2')
  })

  test('that was refused is asked for once more, for all who were refused', async () => {
    const token = commandOf(counting('refused'))
    const first = await token.current()
    expect(await Promise.all([token.renew(first), token.renew(first)])).toEqual(['token-2', 'token-2'])
    expect(await token.renew(first)).toBe('token-2')
  })

  test('that is the refused one again is no other', async () => {
    const token = commandOf(`console.log('same')`)
    expect(await token.renew(await token.current())).toBeUndefined()
  })

  test('goes through no shell, and the program is told no secret of ours', async () => {
    const script = 'console.log([process.argv[1], process.env.SHOWN, process.env.HIDDEN].join("|"))'
    const command = [process.execPath, '-e', script, '$(whoami);`id`']
    const token = commandOf('', { command, environment: { PATH: process.env.PATH, SHOWN: 'yes' } })
    expect(await token.current()).toBe('$(whoami);`id`|yes|')
  })

  test.each<[string, string, Partial<TokenCommand>]>([
    ['ends with exit code 3', 'console.log("half-a-token"); console.error("half-a-token"); process.exit(3)', {}],
    ['did not end in time', 'console.log("half-a-token"); setInterval(() => {}, 1000)', { timeoutMs: 300 }],
    ['printed more than 16384 bytes', 'console.log("half-a-token".repeat(5000))', {}],
    ['could not be started (ENOENT)', '', { command: ['/nowhere/half-a-token'] }],
  ])('is missing when the program %s, and nothing it printed is told', async (end, script, more) => {
    const error = await commandOf(script, more)
      .current()
      .catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'source.no-token', behaviour: 'fatal' })
    expect(String(error)).toContain(end.replace('ends', 'ended'))
    expect(said(error)).not.toContain('half-a-token')
  })

  test('is kept when it has grown old and the program does not work any more', async () => {
    const file = JSON.stringify(join(home, 'once'))
    const token = commandOf(
      `const fs = require('fs'); if (fs.existsSync(${file})) process.exit(1); fs.writeFileSync(${file}, ''); console.log('one')`,
    )
    expect(await token.current()).toBe('one')
    nowMs += 61_000
    expect(await token.current()).toBe('one')
    await expect(token.renew('one')).rejects.toMatchObject({ code: 'source.no-token' })
  })
})
