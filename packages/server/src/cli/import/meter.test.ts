import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '../command.ts'
import { createMeter } from './meter.ts'

function shown(isTTY: boolean, lang: 'en' | 'zh'): string {
  let text = ''
  let nowMs = 1_000
  const write = (more: string): void => {
    text += more
  }
  const io = { stderr: { write, isTTY }, clock: { monotonic: () => nowMs } } as unknown as Context['io']
  const meter = createMeter({ io, say: words => words[lang] })
  nowMs += 2_000
  meter.show({ rows: 21_000, refused: 3 }, 1_000)
  meter.close()
  return text
}

test('a terminal shows rows, rows a second of this run, and refused rows in one line; a file shows nothing', () => {
  equal(shown(true, 'en'), '\r21,000 rows · 10,000 rows/s · 3 refused\u001b[K\n')
  equal(shown(true, 'zh'), '\r21,000 行 · 每秒 10,000 行 · 拒绝 3 行\u001b[K\n')
  equal(shown(false, 'en'), '')
})
