import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { AppId } from '@posthouse/protocol'
import { type Grant, isEnough, roleOn } from './access.ts'

const [one, two] = [1 as AppId, 2 as AppId]

it('the highest role counts; one on everything counts on each app, and one on an app nowhere else', () => {
  const grants: readonly Grant[] = [
    { appId: undefined, role: 'viewer' },
    { appId: one, role: 'admin' },
  ]
  assert.deepEqual([roleOn(grants, one), roleOn(grants, two), roleOn(grants, undefined)], ['admin', 'viewer', 'viewer'])
  assert.deepEqual([roleOn([{ appId: one, role: 'admin' }], undefined), roleOn([], one)], [undefined, undefined])
  const lower: readonly Grant[] = [
    { appId: undefined, role: 'admin' },
    { appId: one, role: 'viewer' },
  ]
  assert.equal(roleOn(lower, one), 'admin')
})

it('a role is enough for itself and for those below it', () => {
  assert.deepEqual([isEnough('viewer', 'viewer'), isEnough('viewer', 'operator')], [true, false])
  assert.deepEqual([isEnough('admin', 'operator'), isEnough(undefined, 'viewer')], [true, false])
})
