import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { openTerminal } from '../../server/commands/terminal.ts'

function open(isTTY: boolean) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const streams = { stdin: Object.assign(stdin, { isTTY }), stdout, stderr: Object.assign(stderr, { isTTY }) }
  const said = () => [stdout, stderr].map((stream) => stream.read()?.toString() ?? '')
  return { terminal: openTerminal(streams), stdin, said }
}

test('on a terminal a progress line is replaced, and stays when something else is said', () => {
  const { terminal, said } = open(true)
  terminal.progress('1 of 2')
  terminal.progress('2 of 2')
  terminal.print('done')
  expect(said()).toEqual(['done\n', '\r\u001b[2K1 of 2\r\u001b[2K2 of 2\n'])
})

test('elsewhere progress is a line whenever it changed, and output stays free of it', () => {
  const { terminal, said } = open(false)
  for (const line of ['1 of 2', '1 of 2', '2 of 2']) terminal.progress(line)
  terminal.print('done')
  expect(said()).toEqual(['done\n', '1 of 2\n2 of 2\n'])
})

test('a person is asked on standard error, and nobody is asked where there is none', async () => {
  const { terminal, stdin, said } = open(true)
  const answer = terminal.ask('Type it: ')
  stdin.write('northwind\n')
  expect(await answer).toBe('northwind')
  expect(said()[0]).toBe('')
  expect(await open(false).terminal.ask('Type it: ')).toBeUndefined()
})
