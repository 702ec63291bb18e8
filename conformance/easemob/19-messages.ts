// §7: pushMessage. What a phone shows is not seen here; what is taken and what is refused is.
import assert from 'node:assert/strict'
import { ok, refusals, refused } from '../expect.ts'
import { type Entry, rulesOf } from '../rule.ts'
import type { Trial } from '../trial.ts'
import { vendorBlocks } from '../vendor-blocks.ts'

const target = 'push/async/nobody'

async function taken(t: Trial, pushMessage: object): Promise<void> {
  assert.equal(ok(await t.call('POST', target, { pushMessage })).data[0].pushStatus, 'ASYNC_SUCCESS')
}

async function bad(t: Trial, pushMessage: object): Promise<void> {
  refused(await t.call('POST', target, { pushMessage }), refusals.message)
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
        ...Object.fromEntries(Object.keys(vendorBlocks).map(name => [name, {}])),
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

/** What Apple was sent, for each of the phone's iPhones: the answer of push/sync shows it (spec/easemob.md §6.2). */
async function sentToApple(t: Trial, pushMessage: object) {
  const reply = await t.call('POST', `push/sync/${t.phone}`, { pushMessage })
  const items: readonly { data?: { pushNotification?: { payload: string; priority: string } } }[] = ok(reply).data
  return items.flatMap(({ data }) => data?.pushNotification ?? [])
}

/** What the payload of Apple says where an answer shows it; a phone of another maker shows nothing of it. */
const appleEntries: readonly Entry[] = [
  [
    'V',
    'apns: texts, sound, badge, category, thread and launch image stand in the payload, and custom data beside aps',
    async t => {
      for (const { payload, priority } of await sentToApple(t, { title: 'Basic', apns: vendorBlocks['apns']?.[1] })) {
        const { aps, k } = JSON.parse(payload)
        const { alert, badge, sound, category } = aps
        assert.deepEqual([k, badge, sound, category, aps['thread-id']], ['v', 1, 'default', 'cat', 'th'])
        assert.deepEqual([alert.title, alert.subtitle, alert.body, alert['launch-image']], ['T', 'S', 'C', 'l.png'])
        assert.deepEqual([alert['title-loc-key'], alert['subtitle-loc-key'], alert['loc-key']], ['K', 'K2', 'K3'])
        assert.deepEqual(
          [alert['title-loc-args'], alert['subtitle-loc-args'], alert['loc-args']],
          [['a'], ['b'], ['c']],
        )
        assert.deepEqual([aps['mutable-content'], aps['content-available'] ?? 0, priority], [1, 0, 'IMMEDIATE'])
      }
    },
    { phone: true },
  ],
]

export const blockRules = Object.entries(vendorBlocks).flatMap(([name, [section, block]]) =>
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
    ...(name === 'apns' ? appleEntries : []),
  ]),
)
