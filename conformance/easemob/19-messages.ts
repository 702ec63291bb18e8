// §7: pushMessage. What a phone shows is not seen here; what is taken and what is refused is.
import assert from 'node:assert/strict'
import { ok, refusals, refused } from '../expect.ts'
import { type Entry, rulesOf } from '../rule.ts'
import type { Trial } from '../trial.ts'

const target = 'push/async/nobody'

async function taken(t: Trial, pushMessage: object): Promise<void> {
  assert.equal(ok(await t.call('POST', target, { pushMessage })).data[0].pushStatus, 'ASYNC_SUCCESS')
}

async function bad(t: Trial, pushMessage: object): Promise<void> {
  refused(await t.call('POST', target, { pushMessage }), refusals.message)
}

/** A block of each vendor, filled with members of its table. */
const blocks: Readonly<Record<string, readonly [section: string, block: object]>> = {
  easemob: [
    '§7.3',
    {
      title: 'T',
      content: 'C',
      subTitle: 'S',
      iconUrl: 'https://example.test/i.png',
      needNotification: true,
      badge: { addNum: 1 },
      operation: { type: '1', openUrl: 'https://example.test' },
      channelId: 'chat',
      channelName: '消息',
      channelLevel: 3,
      autoCancel: 1,
      expiresTime: 3_600_000,
      sound: 0,
      vibrate: 1,
      style: 1,
      bigTxt: 'big',
      id: 56_734_579,
    },
  ],
  apns: [
    '§7.4',
    {
      invalidationTime: 3_600_000,
      priority: 10,
      pushType: 'alert',
      collapseId: 'c',
      badge: 1,
      sound: 'default',
      mutableContent: true,
      contentAvailable: false,
      categoryName: 'cat',
      threadId: 'th',
      title: 'T',
      subTitle: 'S',
      content: 'C',
      titleLocKey: 'K',
      titleLocArgs: ['a'],
      ext: { k: 'v' },
      launchImage: 'l.png',
    },
  ],
  fcm: [
    '§7.5',
    {
      collapseKey: 'c',
      priority: 'high',
      timeToLive: '3600',
      dryRun: false,
      restrictedPackageName: 'p.q',
      data: { k: 'v' },
      notification: { title: 'T', body: 'B', androidChannelId: 'ch', color: '#112233', titleLocArgs: ['a'] },
    },
  ],
  fcmV1: [
    '§7.6',
    {
      type: 'BOTH',
      data: { k: 'v' },
      notification: { title: 'T', body: 'B' },
      androidConfig: { priority: 'HIGH', ttl: '3.5s', androidNotification: { channelId: 'ch', color: '#112233' } },
      apnsConfig: { headers: {}, payload: { aps: {} } },
      options: {},
    },
  ],
  xiaomi: [
    '§7.7',
    {
      title: 'T',
      description: 'D',
      passThrough: 0,
      notifyType: -1,
      timeToLive: 3_600_000,
      notifyId: 7,
      notifyForeground: '1',
      notifyEffect: '1',
      channelId: '104551',
      callbackType: 3,
    },
  ],
  vivo: [
    '§7.8',
    {
      title: 'T',
      content: 'C',
      notifyType: 4,
      timeToLive: 3_600,
      skipType: 1,
      networkType: -1,
      classification: 1,
      clientCustomMap: { k: 'v' },
      category: 'IM',
      notifyId: 7,
    },
  ],
  oppo: [
    '§7.9',
    {
      title: 'T',
      subTitle: 'S',
      content: 'C',
      channelId: 'ch',
      style: 1,
      clickActionType: 0,
      actionParameters: {},
      offLine: true,
      offLineTtl: 3_600,
      timeZone: 'GMT+08:00',
      notifyId: 7,
    },
  ],
  meizu: [
    '§7.10',
    {
      title: 'T',
      content: 'C',
      noticeExpandType: 0,
      clickType: 0,
      isOffLine: true,
      validTime: 24,
      vibrate: true,
      sound: true,
    },
  ],
  huawei: [
    '§7.11',
    {
      message: {
        android: {
          ttl: '3600',
          category: 'IM',
          notification: {
            title: 'T',
            body: 'B',
            clickAction: { type: 3 },
            importance: 'NORMAL',
            vibrateConfig: ['1.5S'],
          },
        },
      },
    },
  ],
  honor: [
    '§7.12',
    {
      data: '',
      androidConfig: {
        ttl: '3600',
        androidNotification: { title: 'T', body: 'B', clickAction: { type: 3 }, importance: 'NORMAL' },
      },
    },
  ],
  harmonyOS: ['§7.13', { payload: { notification: { category: 'IM' } } }],
}

export const structureRules = rulesOf('§7.1', [
  [
    'D',
    'The whole structure of the documentation is taken',
    async t =>
      taken(t, {
        title: 'Hello',
        subTitle: 'Sub',
        content: 'Body',
        ext: { k: 'v' },
        config: {
          clickAction: { url: '', action: '', activity: '' },
          badge: { addNum: 1, setNum: 0, activity: '' },
        },
        ...Object.fromEntries(Object.keys(blocks).map(name => [name, {}])),
      }),
  ],
  ['S', 'An empty vendor block is legal', async t => taken(t, { title: 'Hello', vivo: {} })],
  ['S', 'A vendor block that nobody knows is legal', async t => taken(t, { title: 'Hello', pigeon: { coop: 1 } })],
  [
    'D',
    'A vendor block that is no object is 400 MessageException bad_request',
    async t => {
      for (const wrong of ['x', 5, []]) await bad(t, { title: 'Hello', vivo: wrong })
    },
  ],
])

/** One side of a limit and the other. */
function bothSides(rule: string, fits: object, tooLong: object): Entry {
  return [
    'R',
    rule,
    async t => {
      await taken(t, fits)
      await bad(t, tooLong)
    },
  ]
}

export const basicRules = rulesOf('§7.2', [
  [
    'R',
    'title and content may be missing or empty',
    async t => {
      for (const message of [{}, { title: '', content: '' }, { title: null, content: null }]) await taken(t, message)
    },
  ],
  bothSides('title is at most 32 wide', { title: 'a'.repeat(32) }, { title: 'a'.repeat(33) }),
  bothSides('A Chinese character of a title counts as two', { title: '推'.repeat(16) }, { title: '推'.repeat(17) }),
  bothSides('subTitle is at most 10 wide', { subTitle: 'a'.repeat(10) }, { subTitle: 'a'.repeat(11) }),
  bothSides('content is at most 100 wide', { content: 'a'.repeat(100) }, { content: 'a'.repeat(101) }),
  bothSides(
    'A Chinese character of a content counts as two',
    { content: '送'.repeat(50) },
    { content: '送'.repeat(51) },
  ),
  bothSides('ext has at most 10 pairs', { ext: pairs(10) }, { ext: pairs(11) }),
  bothSides(
    'ext has at most 1024 characters in all',
    { ext: { k: 'x'.repeat(1_000) } },
    { ext: { k: 'x'.repeat(1_024) } },
  ),
  [
    'S',
    'sub_title is another spelling of subTitle',
    async t => {
      await taken(t, { sub_title: '环信' })
      await bad(t, { sub_title: 'a'.repeat(11) })
      await taken(t, { subTitle: 'short', sub_title: 'a'.repeat(11) })
    },
  ],
  [
    'D',
    'Wrong types are 400 MessageException bad_request',
    async t => {
      const wrong = [
        { title: 5 },
        { content: [] },
        { ext: 'x' },
        { config: 5 },
        { config: { badge: { addNum: 'many' } } },
      ]
      for (const message of wrong) await bad(t, message)
    },
  ],
  [
    'D',
    'clickAction by url, action or activity, and badge by addNum or setNum',
    async t => {
      for (const clickAction of [{ url: 'https://example.test' }, { action: 'open' }, { activity: 'p.q.Main' }])
        await taken(t, { config: { clickAction } })
      for (const badge of [{ addNum: 1 }, { setNum: 3, activity: 'p.q.Main' }]) await taken(t, { config: { badge } })
    },
  ],
  ['C', 'config.TimeToLive in seconds is taken', async t => taken(t, { config: { TimeToLive: 86_400 } })],
  [
    'R',
    'Where the app cuts long texts, they are taken',
    async t => {
      await t.settings({ longTexts: 'cut' })
      await taken(t, { title: 'a'.repeat(33), content: '送'.repeat(51) })
    },
    { app: 'own' },
  ],
])

function pairs(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]))
}

export const blockRules = Object.entries(blocks).flatMap(([name, [section, block]]) =>
  rulesOf(section, [
    ['D', `${name}: the members of its table are taken`, async t => taken(t, { title: 'Hello', [name]: block })],
    [
      'D',
      `${name}: a phone takes a push with this block`,
      async t => {
        const reply = await t.call('POST', `push/sync/${t.phone}`, { pushMessage: { title: 'Hello', [name]: block } })
        for (const item of ok(reply).data) assert.equal(item.pushStatus, 'SUCCESS', reply.text)
      },
      { phone: true },
    ],
  ]),
)
