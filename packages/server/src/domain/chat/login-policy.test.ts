import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeviceId } from '@posthouse/protocol'
import { devicesMax, type LoggedIn, withoutRoom } from './login-policy.ts'

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

  it('single leaves the newest alone', () => {
    for (const newest of [device('new', android, 9), device('new', web, 9)])
      assert.deepEqual(names(withoutRoom('single', [newest, page, phone, desk])), ['phone', 'desk', 'page'])
  })

  it('dual leaves one device and one web page', () => {
    assert.deepEqual(names(withoutRoom('dual', [device('new', android, 9), phone, page])), ['phone'])
    assert.deepEqual(names(withoutRoom('dual', [device('new', web, 9), phone, page])), ['page'])
    assert.deepEqual(names(withoutRoom('dual', [device('new', web, 9), phone])), [])
  })

  it('multi leaves ten devices and ten web pages, and ends the oldest first', () => {
    const devices = Array.from({ length: devicesMax }, (_, at) => device(`d${at}`, android, 100 - at))
    const newest = device('new', windows, 999)
    assert.deepEqual(names(withoutRoom('multi', [newest, ...devices.slice(1)])), [])
    assert.deepEqual(names(withoutRoom('multi', [newest, ...devices, page])), [`d${devicesMax - 1}`])
    assert.deepEqual(names(withoutRoom('multi', [device('new', web, 999), ...devices])), [])
  })

  it('leaves one of two of the same instant, whoever asks, and nobody who is alone', () => {
    const [one, other] = [device('a', android, 5), device('b', android, 5)]
    for (const policy of ['single', 'dual'] as const) {
      assert.deepEqual(names(withoutRoom(policy, [one, other])), ['a'])
      assert.deepEqual(names(withoutRoom(policy, [other, one])), ['a'])
      assert.deepEqual(withoutRoom(policy, [one]), [])
      assert.deepEqual(withoutRoom(policy, []), [])
    }
  })
})
