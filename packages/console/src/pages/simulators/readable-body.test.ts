import assert from 'node:assert/strict'
import { it } from 'node:test'
import { readableBody } from './readable-body.ts'

it('a body is read member by member, and one that cannot be stays as it is', () => {
  assert.equal(readableBody('{"a":1}'), '{\n  "a": 1\n}')
  assert.equal(readableBody('title=a%20b&data=%7B%7D'), 'title = a b\ndata = {}')
  assert.equal(readableBody('<html>'), '<html>')
})
