import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConnectionFault, ErrorCode } from './error-code.ts'
import { Setting } from './frame.ts'
import {
  applyRemoteSettings,
  demandSetting,
  localSettingPairs,
  remoteSettingsDefault,
  type SettingPair,
} from './settings.ts'

const faultOf = (code: number) => (cause: unknown) => cause instanceof ConnectionFault && cause.code === code

test('before the first SETTINGS the defaults of RFC 9113 §6.5.2 hold', () => {
  assert.deepEqual(remoteSettingsDefault, {
    headerTableBytes: 4096,
    maxConcurrentStreams: Number.POSITIVE_INFINITY,
    initialWindowBytes: 65_535,
    frameBytesMax: 16_384,
    headerListBytesMax: Number.POSITIVE_INFINITY,
  })
})

test('each known setting changes its own member', () => {
  const applied = applyRemoteSettings(remoteSettingsDefault, [
    [1, 0],
    [2, 0],
    [3, 100],
    [4, 1_000_000],
    [5, 32_768],
    [6, 8_000],
  ])
  assert.deepEqual(applied, {
    headerTableBytes: 0,
    maxConcurrentStreams: 100,
    initialWindowBytes: 1_000_000,
    frameBytesMax: 32_768,
    headerListBytesMax: 8_000,
  })
})

test('a setting that is not named stays as it was, and the settings before are not touched', () => {
  const before = applyRemoteSettings(remoteSettingsDefault, [[Setting.maxConcurrentStreams, 7]])
  const after = applyRemoteSettings(before, [[Setting.initialWindowSize, 1]])
  assert.deepEqual(after, { ...before, initialWindowBytes: 1 })
  assert.equal(before.initialWindowBytes, 65_535)
})

test('of a setting named twice the last one holds', () => {
  const pairs: SettingPair[] = [
    [Setting.maxConcurrentStreams, 1],
    [Setting.maxConcurrentStreams, 0],
  ]
  assert.equal(applyRemoteSettings(remoteSettingsDefault, pairs).maxConcurrentStreams, 0)
})

test('unknown settings are ignored', () => {
  const pairs: SettingPair[] = [
    [0, 1],
    [8, 1],
    [0xffff, 0xffff_ffff],
  ]
  assert.deepEqual(applyRemoteSettings(remoteSettingsDefault, pairs), remoteSettingsDefault)
})

test('values on their bounds are taken', () => {
  const onBounds: SettingPair[] = [
    [Setting.headerTableSize, 0xffff_ffff],
    [Setting.enablePush, 0],
    [Setting.maxConcurrentStreams, 0xffff_ffff],
    [Setting.initialWindowSize, 0],
    [Setting.initialWindowSize, 0x7fff_ffff],
    [Setting.maxFrameSize, 16_384],
    [Setting.maxFrameSize, 16_777_215],
    [Setting.maxHeaderListSize, 0xffff_ffff],
  ]
  for (const [id, value] of onBounds) assert.doesNotThrow(() => demandSetting(id, value), `${id}=${value}`)
})

test('values beyond their bounds end the connection, wherever they are demanded', () => {
  const beyond: (readonly [...pair: SettingPair, code: number])[] = [
    [Setting.initialWindowSize, 0x8000_0000, ErrorCode.flowControlError],
    [Setting.initialWindowSize, 0xffff_ffff, ErrorCode.flowControlError],
    [Setting.maxFrameSize, 16_383, ErrorCode.protocolError],
    [Setting.maxFrameSize, 16_777_216, ErrorCode.protocolError],
    [Setting.maxFrameSize, 0, ErrorCode.protocolError],
    [Setting.enablePush, 1, ErrorCode.protocolError],
    [Setting.enablePush, 2, ErrorCode.protocolError],
  ]
  for (const [id, value, code] of beyond) {
    assert.throws(() => demandSetting(id, value), faultOf(code), `${id}=${value}`)
    assert.throws(() => applyRemoteSettings(remoteSettingsDefault, [[id, value]]), faultOf(code), `${id}=${value}`)
  }
})

test('our own settings always switch push off', () => {
  const local = {
    headerTableBytes: 4096,
    initialWindowBytes: 65_535,
    frameBytesMax: 16_384,
    headerListBytesMax: 65_536,
  }
  assert.deepEqual(localSettingPairs(local), [
    [Setting.headerTableSize, 4096],
    [Setting.enablePush, 0],
    [Setting.initialWindowSize, 65_535],
    [Setting.maxFrameSize, 16_384],
    [Setting.maxHeaderListSize, 65_536],
  ])
})
