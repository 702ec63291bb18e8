import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import * as client from '@posthouse/client'
import { declarationsOf, enumMembers } from './zim-declarations.ts'
import { reasons } from './zim-differences.ts'
import { compareZim, wrongLines, zimTypesPage } from './zim-types.ts'

const root = join(import.meta.dirname, '..')
const found = compareZim()

describe('our ZIM beside the published types', () => {
  it('differs only where we say why, and says why only where it differs', () => {
    const names = found.differences.map(({ check, name }) => `${check} ${name}`)
    assert.deepEqual(new Set(names), new Set(Object.keys(reasons)))
  })

  it('was compared in all that is in scope', () => {
    const { member, input, output, event, type, enum: enums } = found.held
    assert.deepEqual({ member, event, enums }, { member: 52, event: 30, enums: 37 })
    assert.ok(input >= 48 && output >= 45 && type > 150, JSON.stringify(found.held))
  })

  it('stands as it is in docs/zim-types.md', () => {
    const page = readFileSync(join(root, 'docs/zim-types.md'), 'utf8')
    assert.equal(page, zimTypesPage(found), 'stale: run node --conditions=source conformance/zim-types.ts')
  })

  it('has enums whose values are those that are declared', () => {
    const declared = declarationsOf(join(root, 'packages/client/src/zim/declared'))
    assert.ok(declared.length > 30)
    for (const { name } of declared) {
      const value = (client as unknown as Record<string, Record<string, unknown>>)[name] ?? {}
      for (const [member, number] of enumMembers(declared, name)) {
        assert.equal(value[member], number, `${name}.${member}`)
        assert.equal(value[String(number)], member, `${name}[${number}]`)
      }
    }
  })

  it('would show what does not fit', () => {
    const lines = [
      "const _: Fits<Answer<Ours.ZIM, 'callInvite'>, Answer<Official.ZIM, 'callJoin'>> = true",
      "const _: Fits<Given<Official.ZIM, 'callInvite'>, Given<Ours.ZIM, 'createGroup'>> = true",
      "const _: Fits<Told<Ours.ZIMEventHandler, 'error'>, Told<Official.ZIMEventHandler, 'tokenWillExpire'>> = true",
      'const _: Fits<Ours.ZIMMessageType, Official.ZIMConversationType> = true',
      'const _: Fits<Ours.ZIMMessageType, Official.ZIMMessageType> = true',
      'type _ = Ours.ZIMNothingOfTheKind',
      'zim.login({} as Official.ZIMUserInfo, 7)',
    ]
    assert.deepEqual([...wrongLines(lines)], [0, 1, 2, 3, 5, 6])
  })
})
