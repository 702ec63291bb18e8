import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject, JsonValue } from '@posthouse/protocol'
import fc from 'fast-check'
import { excludes } from '../device-filter.ts'
import { mentions, readExtension } from './extension.ts'

const silent = readExtension(undefined)
const read = (ext: JsonObject) => readExtension(ext)

describe('the extension of a message (spec/easemob.md §8)', () => {
  it('says nothing where nothing is written', () => {
    assert.deepEqual(read({}), silent)
    assert.deepEqual(
      [silent.isIgnored, silent.isForced, silent.isCall, silent.custom],
      [false, false, false, undefined],
    )
    assert.equal(mentions(silent, 'bob'), false)
    assert.deepEqual(silent.phones, {})
  })

  it('reads the flags only where they are true, and no other word for it', () => {
    assert.equal(read({ em_ignore_notification: true }).isIgnored, true)
    assert.equal(read({ em_force_notification: true }).isForced, true)
    for (const wrong of ['true', 1, {}, [true], null])
      assert.deepEqual(read({ em_ignore_notification: wrong, em_force_notification: wrong }), silent)
  })

  it('knows who is mentioned, whatever the case, and everybody by the word all', () => {
    const some = read({ em_at_list: ['Bob', 7, null, 'carol'] })
    assert.deepEqual(
      ['bob', 'carol', 'alice'].map(user => mentions(some, user)),
      [true, true, false],
    )
    assert.equal(mentions(read({ em_at_list: 'all' }), 'anybody'), true)
    for (const wrong of ['bob', { 0: 'bob' }, 7, true])
      assert.equal(mentions(read({ em_at_list: wrong }), 'bob'), false)
    assert.equal(mentions(read({ em_at_list: ['all'] }), 'bob'), false)
  })

  it('keeps to accepted devices and notifiers, and lets an ignored one win', () => {
    const { filter } = read({
      em_push_filter: {
        accept_device_id: ['d1', 'd2'],
        ignore_device_id: ['d2'],
        accept_notifier_name: ['n1', 'n2'],
        ignore_notifier_name: ['n2'],
      },
    })
    const out = (deviceId: string, notifierName: string) =>
      excludes(filter, { deviceId, notifierName } as Parameters<typeof excludes>[1])
    assert.deepEqual(
      [out('d1', 'n1'), out('d2', 'n1'), out('d3', 'n1'), out('d1', 'n2'), out('d1', 'n3')],
      [false, true, true, true, true],
    )
    const empty = read({ em_push_filter: { accept_device_id: [], accept_notifier_name: 'n1', ignore_device_id: [3] } })
    assert.deepEqual(empty.filter, silent.filter)
  })

  it('reads a template with its arguments in their places, and the one for some of the receivers', () => {
    const { template, directed, hidesMention } = read({
      em_push_template: {
        name: 'promo1',
        title_args: ['a', 7, null, 'd'],
        disable_at_content: true,
        directed_template: { target: ['Bob'], name: 'vip', content_args: ['x'] },
      },
    })
    assert.deepEqual(template, { name: 'promo1', titleArgs: ['a', '7', '', 'd'], contentArgs: [] })
    assert.deepEqual(directed, { name: 'vip', titleArgs: [], contentArgs: ['x'], targets: new Set(['bob']) })
    assert.equal(hidesMention, true)
    const wrong = { name: 'not a name', directed_template: { target: 'bob', name: 'vip' } }
    assert.deepEqual(
      [read({ em_push_template: wrong }).template, read({ em_push_template: wrong }).directed],
      [undefined, undefined],
    )
  })

  it('takes texts from em_push_ext before those of em_apns_ext', () => {
    const apns = { em_push_title: 'T', em_push_content: 'C', em_push_name: 'N' }
    const { title, content } = read({ em_push_ext: { title: 'T2' }, em_apns_ext: apns })
    assert.deepEqual([title, content], ['T2', 'C'])
    assert.equal(read({ em_apns_ext: { em_push_name: 'N' } }).title, 'N')
    assert.equal(read({ em_push_ext: { title: '', content: 7 } }).title, undefined)
  })

  it('fills key e by the rule: custom, else extern, else all members of em_apns_ext', () => {
    const apns = { em_push_sound: 'ring.caf', extern: { k: 1 } }
    assert.deepEqual(read({ em_push_ext: { custom: 'mine' }, em_apns_ext: apns }).custom, 'mine')
    assert.deepEqual(read({ em_apns_ext: apns }).custom, { k: 1 })
    assert.deepEqual(read({ em_apns_ext: { em_push_sound: 'ring.caf', x: 1 } }).custom, {
      em_push_sound: 'ring.caf',
      x: 1,
    })
    assert.equal(read({ em_apns_ext: {} }).custom, undefined)
    assert.equal(read({ em_push_ext: { custom: 0 } }).custom, 0)
  })

  it('knows a call by either of its two names', () => {
    assert.equal(read({ em_push_ext: { type: 'call' } }).isCall, true)
    assert.equal(read({ em_apns_ext: { em_push_type: 'voip' } }).isCall, true)
    assert.equal(read({ em_push_ext: { type: 'voip' } }).isCall, false)
  })

  it('never refuses a message, whatever stands in its extension', () => {
    const names = [
      'em_push_filter',
      'em_at_list',
      'em_push_template',
      'em_ignore_notification',
      'em_force_notification',
      'em_push_ext',
      'em_apns_ext',
      'em_android_push_ext',
      'em_harmony_push_ext',
      'name',
      'target',
      'directed_template',
      'title_args',
      'oppo_notify_level',
      'fcm_options',
      'notify_id',
      'em_push_badge',
      'thread_id',
    ]
    const json = fc.letrec<{ value: JsonValue }>(tie => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<JsonValue>(null, true, 0, -1, 1.5, '', 'all', '16', '\ud800', '🙂'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), json.value), ext => {
        const { template, filter } = readExtension(ext)
        assert.ok(template === undefined || /^[A-Za-z0-9]+$/.test(template.name))
        assert.ok([...filter.acceptedDevices, ...filter.ignoredDevices].every(id => typeof id === 'string'))
      }),
    )
  })
})
