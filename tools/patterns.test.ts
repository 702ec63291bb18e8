import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { endpoints } from '@posthouse/protocol'
import { checkPatterns, faultOf, patternFindings } from './patterns.ts'
import { sourceFile } from './source-files.ts'

const path = 'packages/server/src/domain/name.ts'
const texts = (code: string) => patternFindings([sourceFile(path, code)], []).map(finding => finding.text)

test('S35 no pattern of any package takes 50 ms for 50,000 characters of what it is about', () => {
  assert.deepEqual(checkPatterns(join(import.meta.dirname, '..')), [])
})

test('S35 no more does any of a schema', () => {
  const patterns = endpoints.flatMap(({ params, query, body }) => [params, query, body].flatMap(patternsIn))
  assert.ok(patterns.length > 5, String(patterns.length))
  for (const pattern of patterns) assert.equal(faultOf(new RegExp(pattern, 'u')), undefined, pattern)
})

function patternsIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'pattern' && typeof value === 'string' ? [value] : patternsIn(value),
  )
}

test('a pattern that tries the same text in many ways is found', () => {
  for (const code of [
    'const a = /^(a+)+$/',
    'const a = /^(?:a|a)*$/.test(text)',
    'return /(\\w+\\s?)*:/.exec(text)',
    'text.replace(/\\s+$/, "")',
    'text.split(/ *, */)',
    '/<!--.*-->/s.test(text)',
    'one(/x*x*y/)',
  ])
    assert.equal(texts(code).length, 1, code)
})

test('one that goes once over a text is none, nor is a division', () => {
  for (const code of [
    'const a = /^[\\w-]+$/.test(text)',
    'const a = /^(?:[a-z0-9]{1,63}\\.){1,8}[a-z]+$/',
    'text.replace(/={1,2}$/, "")',
    'const a = /"[^"]*"?/g',
  ])
    assert.deepEqual(texts(code), [], code)
  assert.deepEqual(texts('const a = /x/; const b = (c + d) / e / f'), [])
})

test('one that is put together while the program runs is found', () => {
  assert.match(texts('const HOST = new RegExp(text)')[0] ?? '', /^HOST = new RegExp\( is put together/)
})

test('an exception that nothing needs any more, and a tree without patterns, are findings', () => {
  const allowed = [{ path, what: '/(a+)+$/', reason: 'for this test' }]
  assert.deepEqual(patternFindings([sourceFile(path, 'const a = /(a+)+$/')], allowed), [])
  assert.equal(patternFindings([sourceFile(path, 'const a = /b/')], allowed).length, 1)
  assert.equal(patternFindings([], []).length, 1)
})
