import { equal, match, notEqual } from 'node:assert/strict'
import { it } from 'node:test'
import { jsonReason } from './json-words.ts'
import { readText } from './message-json.ts'

for (const text of [
  '{',
  '{"a" 5}',
  '{"a": }',
  '{a: 1}',
  '{"a": 1,}',
  '{"a": 1 "b"}',
  '{"a": "x',
  '{"a": "\n"}',
  '{} x',
  '["x" "y"]',
]) {
  it(`${JSON.stringify(text)} is explained in Chinese`, () => {
    const read = readText(text)
    if (read.kind !== 'wrong') throw new Error(read.kind)
    notEqual(jsonReason(read.reason, 'zh'), read.reason, read.reason)
    match(jsonReason(read.reason, 'zh'), /[\u4e00-\u9fff]/)
    equal(jsonReason(read.reason, 'en'), read.reason)
  })
}
