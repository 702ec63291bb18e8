import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cut, isNear, readGiven } from './arguments.ts'
import type { ClientCommand } from './command.ts'
import { CommandError } from './exit.ts'

const command: ClientCommand = {
  name: 'send',
  section: 'sending',
  summary: { en: 'Send', zh: '发送' },
  arguments: [
    { name: 'USER', text: { en: 'who', zh: '谁' } },
    { name: 'TEXT', optional: true, text: { en: 'what', zh: '什么' } },
  ],
  flags: [
    { name: 'title', value: 'TEXT', text: { en: 'a title', zh: '标题' } },
    { name: 'follow', text: { en: 'watch', zh: '跟踪' } },
    { name: 'mode', value: 'a|b', choices: ['a', 'b'], text: { en: 'mode', zh: '方式' } },
  ],
  examples: [],
  run: () => Promise.reject(new Error('never run here')),
}

function refusal(...argv: string[]): string {
  try {
    readGiven(command, argv)
  } catch (cause) {
    assert.ok(cause instanceof CommandError)
    assert.equal(cause.exit, 2)
    return cause.text.en
  }
  assert.fail('nothing was refused')
}

test('flags stand anywhere, with their value behind "=" or in the next word', () => {
  const given = readGiven(command, ['--title', 'a b', 'bob', '--follow', '--json', 'hello', '--server=http://x'])
  assert.deepEqual(given.words, ['bob', 'hello'])
  assert.equal(given.text('title'), 'a b')
  assert.equal(given.text('server'), 'http://x')
  assert.deepEqual([given.isOn('follow'), given.isOn('json'), given.isOn('help')], [true, true, false])
})

test('words behind "--" are no flags', () => {
  assert.deepEqual(readGiven(command, ['bob', '--', '--follow']).words, ['bob', '--follow'])
})

test('each mistake has a sentence that says what is right', () => {
  assert.equal(refusal(), 'send: USER is missing; see `posthouse help send`.')
  assert.equal(refusal('bob', 'two', 'words'), 'send: "words" is one word too many; put texts with spaces in quotes.')
  assert.equal(refusal('bob', '--titel=x'), 'There is no flag --titel here. Did you mean --title?')
  assert.equal(refusal('bob', '-x'), 'There is no flag -x here.')
  assert.equal(refusal('bob', '--title'), '--title needs a value: --title=TEXT.')
  assert.equal(refusal('bob', '--title', '--follow'), '--title needs a value: --title=TEXT.')
  assert.equal(refusal('bob', '--follow=yes'), '--follow takes no value.')
  assert.equal(refusal('bob', '--mode', 'c'), '--mode must be one of a, b.')
})

test('help is given although an argument is missing', () => {
  assert.equal(readGiven(command, ['--help']).isOn('help'), true)
})

test('the name of the command begins behind flags that every command takes', () => {
  const { before, first, second, afterSecond } = cut([
    '--data',
    'app',
    '--json',
    '--lang=zh',
    'app',
    'list',
    '--limit',
    '5',
  ])
  assert.deepEqual(before, ['--data', 'app', '--json', '--lang=zh'])
  assert.deepEqual([first, second], ['app', 'list'])
  assert.deepEqual(afterSecond, ['--limit', '5'])
})

test('whatever is typed is read or refused in words, never with a bug', () => {
  const words = fc.array(fc.oneof(fc.string(), fc.constantFrom('--title', '--follow', '--', '-', '--mode=a', '--json')))
  fc.assert(
    fc.property(words, argv => {
      try {
        cut(argv)
        readGiven(command, argv)
      } catch (cause) {
        assert.ok(cause instanceof CommandError, String(cause))
      }
    }),
  )
})

test('a slip of one letter is recognised, another word is not', () => {
  for (const typed of ['psuh', 'pus', 'pushh', 'posh', 'doct']) {
    assert.ok(isNear(typed, 'push') || isNear(typed, 'doctor'), typed)
  }
  for (const typed of ['p', 'pull', 'serve', 'xxxx']) assert.equal(isNear(typed, 'push'), false, typed)
})
