import { deepEqual, equal } from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type JsonObject, memberAt, readText, textOf, withMember } from './message-json.ts'

describe('members by their path', () => {
  it('are set, read, and taken away with the objects that held nothing else', () => {
    const set = withMember({ title: 'Li' }, 'config.badge.setNum', 3)
    deepEqual(set, { title: 'Li', config: { badge: { setNum: 3 } } })
    equal(memberAt(set, 'config.badge.setNum'), 3)
    equal(memberAt(set, 'title.config'), undefined)
    deepEqual(withMember(set, 'config.badge.setNum', undefined), { title: 'Li' })
    deepEqual(withMember(set, 'title', ''), { config: { badge: { setNum: 3 } } })
  })

  it('leave their neighbours alone, and nothing behind when they go (property)', () => {
    const names = fc.constantFrom('a', 'b', 'c')
    const path = fc.array(names, { minLength: 1, maxLength: 3 }).map(parts => parts.join('.'))
    fc.assert(
      fc.property(path, fc.integer(), (at, value) => {
        const before: JsonObject = { kept: { inside: 1 } }
        const after = withMember(before, at, value)
        equal(memberAt(after, at), value)
        deepEqual(after['kept'], before['kept'])
        deepEqual(withMember(after, at, undefined), before)
      }),
    )
  })
})

describe('text', () => {
  it('keeps the digits of numbers beyond 2^53, as the server does', () => {
    const read = readText('{"ext": {"id": 9007199254740993, "small": 7, "list": [-9223372036854775808], "half": 1.5}}')
    const ext = { id: '9007199254740993', small: 7, list: ['-9223372036854775808'], half: 1.5 }
    deepEqual(read, { kind: 'object', object: { ext } })
  })

  it('that is an object is read, and written text is read as what it was (property)', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), object => {
        const read = readText(textOf(object as JsonObject))
        equal(read.kind, 'object')
      }),
    )
  })

  it('that is no JSON says where and why', () => {
    const read = readText('{\n  "title": "Li",\n  "content" "hi"\n}')
    equal(read.kind, 'wrong')
    if (read.kind !== 'wrong') return
    deepEqual([read.line, read.column], [3, 13])
    equal(/position|line/.test(read.reason), false, read.reason)
    deepEqual(readText('{'), { ...readText('{'), kind: 'wrong', line: 1 })
  })

  it('that is a list or a number is no message', () => {
    deepEqual(
      [readText('[]').kind, readText('5').kind, readText('null').kind],
      ['not-object', 'not-object', 'not-object'],
    )
  })
})
