import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Classification, categories, classifications } from './category.ts'
import { vendors } from './registry.ts'

/** What each vendor documents for the members of the table (spec/vendors.md, the sections named there). */
const documented: {
  readonly [V in keyof Classification]: { readonly [M in keyof Classification[V]]: readonly unknown[] }
} = {
  apns: { interruptionLevel: ['passive', 'active', 'time-sensitive', 'critical'], priority: [1, 5, 10] },
  fcm: {
    priority: ['NORMAL', 'HIGH'],
    notificationPriority: ['PRIORITY_MIN', 'PRIORITY_LOW', 'PRIORITY_DEFAULT', 'PRIORITY_HIGH', 'PRIORITY_MAX'],
  },
  huawei: {
    category: [
      'IM',
      'VOIP',
      'SUBSCRIPTION',
      'TRAVEL',
      'HEALTH',
      'WORK',
      'ACCOUNT',
      'EXPRESS',
      'FINANCE',
      'DEVICE_REMINDER',
      'MAIL',
      'PLAY_VOICE',
      'MARKETING',
    ],
    // HIGH needs a right of its own (80300011).
    importance: ['LOW', 'NORMAL'],
    urgency: ['NORMAL', 'HIGH'],
  },
  honor: { importance: ['LOW', 'NORMAL'] },
  harmony: { category: ['IM', 'VOIP', 'WORK', 'MARKETING'] },
  xiaomi: { needsChannel: [true, false] },
  oppo: { category: ['IM', 'TODO', 'MARKETING'], notifyLevel: [1, 2, 16], needsChannel: [true, false] },
  vivo: {
    classification: [0, 1],
    category: [
      'IM',
      'ACCOUNT',
      'TODO',
      'DEVICE_REMINDER',
      'ORDER',
      'SUBSCRIPTION',
      'NEWS',
      'CONTENT',
      'MARKETING',
      'SOCIAL',
    ],
  },
  meizu: { noticeMsgType: [0, 1] },
  webpush: { urgency: ['very-low', 'low', 'normal', 'high'] },
}

test('every vendor of the registry has its row in every category', () => {
  for (const { name } of vendors) {
    for (const category of categories) assert.ok(Object.hasOwn(classifications[category], name), `${category} ${name}`)
  }
})

for (const category of categories) {
  test(`${category}: every vendor is told only what it documents, and all of it`, () => {
    const told = new Map<string, object>(Object.entries(classifications[category]))
    assert.deepEqual(new Set(told.keys()), new Set(Object.keys(documented)))
    for (const [vendor, members] of Object.entries<Readonly<Record<string, readonly unknown[]>>>(documented)) {
      const values = Object.entries(told.get(vendor) ?? {})
      assert.deepEqual(new Set(values.map(([member]) => member)), new Set(Object.keys(members)), vendor)
      for (const [member, value] of values) assert.ok(members[member]?.includes(value), `${vendor}.${member}: ${value}`)
    }
  })
}

test('marketing is told apart from the rest to every vendor, and a call is never told more quietly than a chat', () => {
  const { im, call, service, marketing } = classifications
  for (const vendor of Object.keys(documented) as (keyof Classification)[]) {
    for (const other of [im, call, service]) assert.notDeepEqual(marketing[vendor], other[vendor], vendor)
  }
  assert.deepEqual(
    [call.apns.priority, call.fcm.priority, call.webpush.urgency],
    [im.apns.priority, im.fcm.priority, im.webpush.urgency],
  )
})
