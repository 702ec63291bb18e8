// The linter tells the truth: what it lets pass, the vendor takes; what it calls an error, nothing sends; what it does not mention, the
// phone shows as it was asked for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Notification } from '../notification.ts'
import { type AnyVendor, vendors } from '../registry.ts'
import { simulators } from '../simulators.ts'
import { openStage } from '../testing/stage.ts'
import { inspect } from './inspect.ts'
import { recordReads } from './recorded-reads.ts'

const RUNS = 60

/** The members that a vendor's renderer reads, found by letting it read; three floors deep, no list to keep. */
function membersOf(vendor: AnyVendor): readonly string[] {
  const names = ['apns', 'fcm', 'fcmV1', 'huawei', 'honor', 'harmonyOS', 'xiaomi', 'oppo', 'vivo', 'meizu', 'webpush']
  let blocks: JsonObject = Object.fromEntries(names.map(name => [name, {}]))
  let found: readonly string[] = []
  for (let depth = 0; depth < 4; depth += 1) {
    const reads = recordReads(blocks as Record<string, JsonObject>)
    try {
      vendor.render({ ...hello, blocks: reads.blocks }, targetOf(vendor))
    } catch {
      // Objects where a text belongs: what was read until here is known.
    }
    const deeper = reads.asked().filter(path => /^\w+(\.[\w-]+)+$/.test(path) && !path.includes('toJSON'))
    found = [...new Set([...found, ...deeper])]
    // Only what renderers look into is an object.
    blocks = objectsFor(names, found)
  }
  return found
}

const branches =
  /(^|\.)(message|android|notification|androidConfig|androidNotification|payload|pushOptions|extra|clickAction|badge)$/

function objectsFor(names: readonly string[], paths: readonly string[]): JsonObject {
  let blocks: JsonObject = Object.fromEntries(names.map(name => [name, {}]))
  for (const path of paths) if (branches.test(path)) blocks = put(blocks, path.split('.'), {})
  return blocks
}

function put(object: JsonObject, [name = '', ...rest]: readonly string[], value: JsonValue): JsonObject {
  const below = object[name]
  if (rest.length === 0) return { ...object, [name]: isObject(below) && isObject(value) ? below : value }
  return { ...object, [name]: put(isObject(below) ? below : {}, rest, value) }
}

const hello: Notification = { title: 'Li', content: 'hi', blocks: {} }
const nowMs = 1_700_000_000_000

function targetOf(vendor: AnyVendor) {
  return { credentials: vendor.sample, nowMs, expiresAtMs: nowMs + 3_600_000 }
}

const values: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue[]>(
    0,
    1,
    2,
    3,
    5,
    99,
    100,
    -1,
    60,
    3_600,
    true,
    false,
    '1',
    '60',
    '3600s',
    'IM',
    'NORMAL',
    'HIGH',
  ),
  fc.constantFrom<JsonValue[]>(
    'https://chat.example/c',
    'com.example.chat.Main',
    'ping',
    '#ff0000',
    {},
    { a: 'b' },
    [],
    ['x'],
  ),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
)

function wishes(members: readonly string[]): fc.Arbitrary<Notification> {
  const set = fc.array(fc.tuple(fc.constantFrom(...members), values), { maxLength: 3 })
  const blocks = set.map(pairs =>
    pairs.reduce<JsonObject>((all, [path, value]) => put(all, path.split('.'), value), {}),
  ) as fc.Arbitrary<Record<string, JsonObject>>
  const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
  return fc
    .record({
      title: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
      subTitle: some(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })),
      content: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
      ext: some(fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 40 }), { maxKeys: 4 })),
      category: some(fc.constantFrom('im', 'call', 'service', 'marketing')),
      clickAction: some(
        fc.constantFrom({ url: 'https://chat.example/c' }, { action: 'open.chat' }, { activity: '.Main' }),
      ),
      badge: some(fc.record({ setNum: fc.integer({ min: 0, max: 300 }) })),
      ttlSeconds: some(fc.constantFrom(0, 30, 600, 86_400)),
      blocks,
    })
    .map(
      wish =>
        Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as unknown as Notification,
    )
}

for (const vendor of vendors) {
  const start = simulators[vendor.name]
  if (!start) continue
  test(`${vendor.name}: what has no error is accepted, what has one is not rendered or refused (property)`, async () => {
    await using stage = await openStage({ vendor, start })
    const credentials = vendor.parseCredentials(await stage.simulator.addApp({ packageName: stage.app }))
    const members = membersOf(vendor)
    assert.ok(members.length > 5, members.join(' '))
    let token = 0
    await fc.assert(
      fc.asyncProperty(wishes(members), async wish => {
        const at = stage.clock.now()
        const { look, findings } = inspect(vendor, wish, { credentials, nowMs: at, expiresAtMs: at + 3_600_000 })
        const isRefused = findings.some(({ severity }) => severity === 'error')
        if (!look) {
          assert.ok(isRefused)
          assert.throws(() => stage.render(wish), { name: 'PayloadError' })
          return
        }
        const tokens = [stage.tokens(token + 1).at(-1) ?? '']
        token = (token + 1) % 20
        const [result] = await stage.send(tokens, wish)
        assert.equal(result?.kind, isRefused ? 'rejected' : 'accepted', JSON.stringify({ result, wish }))
        assertHonest(
          wish,
          look.shown,
          findings.map(({ code }) => code),
        )
      }),
      { numRuns: RUNS },
    )
  })
}

/** Basic texts that no block speaks about are shown whole unless the linter says otherwise. */
function assertHonest(
  wish: Notification,
  shown: { title: string; body: string; subtitle?: string } | undefined,
  codes: readonly string[],
): void {
  if (!shown || Object.keys(wish.blocks).length > 0) return
  const said = (code: string) => codes.includes(code)
  assert.ok(shown.title === wish.title || said('title-cut'), `title: ${shown.title}`)
  assert.ok(shown.body === wish.content || said('body-cut'), `body: ${shown.body}`)
  assert.ok(
    wish.subTitle === undefined || shown.subtitle === wish.subTitle || said('subtitle-ignored') || said('subtitle-cut'),
  )
}
