import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeviceId } from '@posthouse/protocol'
import { devicesMax, displacedBy, type LoggedIn } from './login-policy.ts'

const device = (name: string, platform: number, sinceMs = 0): LoggedIn => ({
  deviceId: name as DeviceId,
  platform,
  sinceMs,
})
const names = (devices: readonly LoggedIn[]): readonly string[] => devices.map(one => one.deviceId)
const [windows, iphone, android, web] = [1, 2, 3, 6]

describe('the login policy', () => {
  const phone = device('phone', iphone, 1)
  const desk = device('desk', windows, 2)
  const page = device('page', web, 3)

  it('single leaves the newcomer alone', () => {
    for (const newcomer of [device('new', android), device('new', web)])
      assert.deepEqual(names(displacedBy('single', newcomer, [page, phone, desk])), ['phone', 'desk', 'page'])
  })

  it('dual leaves one device and one web page', () => {
    assert.deepEqual(names(displacedBy('dual', device('new', android), [phone, page])), ['phone'])
    assert.deepEqual(names(displacedBy('dual', device('new', web), [phone, page])), ['page'])
    assert.deepEqual(names(displacedBy('dual', device('new', web), [phone])), [])
  })

  it('multi leaves ten devices and ten web pages, and ends the oldest first', () => {
    const devices = Array.from({ length: devicesMax }, (_, at) => device(`d${at}`, android, 100 - at))
    assert.deepEqual(names(displacedBy('multi', device('new', windows), devices.slice(1))), [])
    assert.deepEqual(names(displacedBy('multi', device('new', windows), [...devices, page])), [`d${devicesMax - 1}`])
    assert.deepEqual(names(displacedBy('multi', device('new', web), devices)), [])
  })

  it('never ends the newcomer, whatever it was before', () => {
    for (const policy of ['single', 'dual', 'multi'] as const)
      assert.deepEqual(displacedBy(policy, phone, [device('phone', web), phone]), [])
  })
})
