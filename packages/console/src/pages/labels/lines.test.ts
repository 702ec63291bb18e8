import { deepEqual, equal } from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { lineReason } from './line-reason.ts'
import { batchesOf, readLines, reportCsv, typedUsers } from './lines.ts'

const names = (text: string): readonly string[] => readLines(text).map(({ username }) => username)

describe('lines of user ids', () => {
  it('are read with the number of their line, and empty ones are passed over', () => {
    deepEqual(readLines('a\n\n b \r\nc'), [
      { line: 1, username: 'a' },
      { line: 3, username: 'b' },
      { line: 4, username: 'c' },
    ])
    deepEqual(readLines(''), [])
  })

  it('come from the column username, else from the first', () => {
    deepEqual(names('id,Username,age\n1,alice,9\n2,"bo""b",8'), ['alice', 'bo"b'])
    deepEqual(names('\uFEFFalice;9\nbob;8'), ['alice', 'bob'])
    deepEqual(names('label,username\nvip,'), [''])
  })

  it('are never lost, whatever stands in them', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9_.@-]{1,20}$/), { minLength: 1 }), ids => {
        const heads = ['username', 'user', 'userid', 'user_id']
        fc.pre(!heads.includes(ids[0] ?? ''))
        deepEqual(names(ids.join('\n')), ids)
        deepEqual(
          [...batchesOf(readLines(ids.join('\n')), 3)].flat().map(({ username }) => username),
          ids,
        )
      }),
    )
  })
})

describe('typed user ids', () => {
  it('may be apart by anything, and count once', () => {
    deepEqual(typedUsers(' a, b\nc，b；d  '), ['a', 'b', 'c', 'd'])
  })
})

describe('the reason of a line', () => {
  it('is in the reader’s words where there are some, and else in the server’s', () => {
    const long = { code: 'username_too_long', text: 'USERNAME_TOO_LONG' }
    equal(lineReason(long, 'en'), 'A user id has at most 64 characters.')
    equal(lineReason(long, 'zh'), '用户 ID 最多 64 个字符。')
    equal(lineReason({ code: 'new_one', text: 'said so' }, 'zh'), 'said so')
  })
})

describe('the report', () => {
  it('has a line for each line, with quotes where they are needed and no formulas', () => {
    const report = reportCsv([
      { line: 2, username: '=cmd', status: 'refused', code: '', text: 'no, "never"' },
      { line: 3, username: 'bob', status: 'created', code: '', text: '' },
    ])
    equal(report, '\uFEFFline,username,status,reason\r\n2,\'=cmd,refused,"no, ""never"""\r\n3,bob,created,\r\n')
  })
})
