import { deepEqual, equal } from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createLog } from './logger.ts'

const place = mkdtempSync(join(tmpdir(), 'posthouse-log-'))
after(() => rmSync(place, { recursive: true, force: true }))

/** What breaks lines or steers a terminal: every control of C0 and C1, separators of lines, and the marks of direction. */
const steering = [
  ...Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)),
  ...Array.from({ length: 0x21 }, (_, index) => String.fromCharCode(0x7f + index)),
  ...['\u2028', '\u2029', '\u200e', '\u200f', '\u202a', '\u202e', '\u2066', '\u2069'],
]
const corpus = [
  ...steering.map(one => `a${one}b`),
  'x\r\n{"level":30,"time":"2026-11-21T00:00:00.000Z","msg":"server.ready"}',
  '\u001b[2J\u001b[1;31mroot logged in\u001b[0m',
  '\u009b2J\u009b31mroot logged in',
  '\u001b]0;title\u0007',
  '","msg":"server.ready","x":"',
  '\\u001b[2J',
  '\\',
  '\ud800 alone',
  '你好 😀',
]

test('S51 a text of a stranger is one field of one line, steers no terminal, and is read back as it was', () => {
  const path = join(place, 'log')
  const log = createLog('info', path)
  for (const text of corpus) log.warn('test.said', { user: text, device: text })
  for (const text of corpus) log.error(text)
  const lines = readFileSync(path, 'utf8').split('\n')
  equal(lines.pop(), '')
  equal(lines.length, 2 * corpus.length)
  for (const [index, line] of lines.entries()) {
    deepEqual(
      steering.filter(one => line.includes(one)),
      [],
    )
    const { msg, user, device } = JSON.parse(line)
    const text = corpus[index % corpus.length]
    if (index < corpus.length) deepEqual([msg, user, device], ['test.said', text, text])
    else equal(msg, text)
  }
})
