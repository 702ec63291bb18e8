// The same notification on ten vendors: what each phone shows of one and the same wish. What a vendor cannot carry stands in the table,
// so that nothing gets lost unsaid.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Notification } from './notification.ts'
import { vendors } from './registry.ts'
import type { Shown } from './shown.ts'
import { simulators } from './simulators.ts'
import { openStage } from './testing/stage.ts'

const URL_TARGET = 'https://chat.example/c/42'

const wish: Notification = {
  title: 'Li',
  subTitle: 'Team',
  content: 'See you at eight?',
  ext: { conv: '42' },
  clickAction: { url: URL_TARGET },
  badge: { setNum: 3 },
  category: 'im',
  blocks: {},
}

/** What a vendor's phone shows besides title and body, which are the same everywhere. */
interface Extras {
  readonly subtitle: boolean
  readonly badge: boolean
  /** `url`: a tap opens it; `app`: a tap opens the app, which finds the URL in its data or not at all. */
  readonly click: 'url' | 'app'
  /** What the phone files it under; undefined where the vendor names nothing, or only a channel that the app has registered. */
  readonly channel: string | undefined
}

const table: Readonly<Record<string, Extras>> = {
  apns: { subtitle: true, badge: true, click: 'app', channel: undefined },
  fcm: { subtitle: false, badge: true, click: 'app', channel: undefined },
  huawei: { subtitle: false, badge: true, click: 'url', channel: 'IM' },
  honor: { subtitle: false, badge: true, click: 'url', channel: undefined },
  harmony: { subtitle: false, badge: true, click: 'app', channel: 'IM' },
  xiaomi: { subtitle: false, badge: false, click: 'url', channel: undefined },
  oppo: { subtitle: true, badge: false, click: 'url', channel: 'IM' },
  vivo: { subtitle: false, badge: false, click: 'url', channel: 'IM' },
  meizu: { subtitle: false, badge: false, click: 'url', channel: 'private' },
  webpush: { subtitle: true, badge: true, click: 'url', channel: undefined },
}

test('no vendor is without its phone', () => {
  assert.deepEqual(
    Object.keys(table),
    vendors.map(({ name }) => name),
  )
})

for (const vendor of vendors) {
  const start = simulators[vendor.name]
  const extras = table[vendor.name]
  if (!start || !extras) continue
  test(`${vendor.name}: the phone shows what was wished for`, async () => {
    await using stage = await openStage({ vendor, start })
    assert.deepEqual(
      (await stage.send(stage.tokens(1), wish)).map(({ kind }) => kind),
      ['accepted'],
    )
    const { shown } = stage.simulator.delivered[0] ?? {}
    assert.ok(shown)
    assert.deepEqual([shown.title, shown.body], ['Li', 'See you at eight?'])
    assert.deepEqual(extrasOf(shown), extras)
    assert.match(JSON.stringify(shown.data), /conv.*42/, 'the app gets its own data')
  })
}

function extrasOf({ subtitle, badge, click, channel }: Shown): Extras {
  if (subtitle !== undefined) assert.equal(subtitle, 'Team')
  if (badge !== undefined) assert.equal(badge.set, 3)
  if (click.kind === 'url') assert.equal(click.target, URL_TARGET)
  assert.ok(click.kind === 'url' || click.kind === 'app', click.kind)
  return { subtitle: subtitle !== undefined, badge: badge !== undefined, click: click.kind, channel }
}
