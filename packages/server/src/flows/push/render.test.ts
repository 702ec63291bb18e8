import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, JsonValue, MsgId } from '@posthouse/protocol'
import { type Notification, vendors } from '@posthouse/vendors'
import { silentLog } from '../../base/log.ts'
import { renderedBy, valueAt } from '../../domain/testing/rendered.ts'
import { aNotifier, aPush } from '../../domain/testing/samples.ts'
import type { Rendered } from '../../ports/channels.ts'
import { openRenderings } from './render.ts'

const taskId = 968_120_369_184_112_182n
const nowMs = 1_700_000_000_000
const notification: Notification = { title: 't', content: 'c', blocks: {}, ext: { order: 5 } }

/** Renders as the vendor of the notifier does; resolves with what goes on its wire. */
async function renderings(names: readonly string[]) {
  const notifiers = names.map(vendor => aNotifier({ uuid: vendor, vendor, provider: `${vendor}-provider` }))
  const channels = {
    renderer:
      async ({ vendor }: { readonly vendor: string }) =>
      (given: Notification) =>
        onWire(vendor, given) as unknown as Rendered,
  }
  const render = await openRenderings({ channels, log: silentLog }, notifiers, nowMs)
  return (vendor: string, push: Parameters<typeof render>[0]) => {
    const notifier = notifiers.find(one => one.vendor === vendor)
    return notifier && (render(push, notifier).payload as unknown as JsonObject)
  }
}

function onWire(name: string, given: Notification): JsonObject {
  if (name !== 'webpush') return renderedBy(name, given)
  const vendor = vendors.find(one => one.name === name)
  const target = { credentials: {}, nowMs, expiresAtMs: nowMs + 3_600_000 }
  if (!vendor) throw new Error(`no vendor ${name}`)
  const { json } = vendor.render(given, target as never) as unknown as { readonly json: string }
  return JSON.parse(json) as JsonObject
}

const push = (with_: Parameters<typeof aPush>[0] = {}) =>
  aPush({ notification, acceptedAtMs: nowMs, expiresAtMs: nowMs + 3_600_000, ...with_ })

/** Where each vendor hands custom data to the app, and in what form (spec/easemob.md §6.11, spec/vendors.md). */
const places: Readonly<Record<string, readonly [path: string, read: (value: JsonValue | undefined) => unknown]>> = {
  apns: ['body.EPush', asIs],
  fcm: ['message.data.EPush', parsed],
  huawei: ['message.data', ePushOf],
  honor: ['data', ePushOf],
  harmony: ['payload.notification.clickAction.data.EPush', asIs],
  xiaomi: ['payload', ePushOf],
  oppo: ['notification.action_parameters', ePushOf],
  vivo: ['clientCustomMap.EPush', parsed],
  meizu: ['messageJson.clickTypeInfo.parameters.EPush', asIs],
  webpush: ['data.EPush', asIs],
}

function asIs(value: JsonValue | undefined): unknown {
  return value
}

function parsed(value: JsonValue | undefined): unknown {
  return JSON.parse(String(value)) as unknown
}

function ePushOf(value: JsonValue | undefined): unknown {
  return (JSON.parse(String(value)) as { readonly EPush?: unknown }).EPush
}

test('every vendor has a place for EPush here', () => {
  deepEqual(Object.keys(places).toSorted(byText), vendors.map(({ name }) => name).toSorted(byText))
})

for (const [vendor, [path, read]] of Object.entries(places)) {
  test(`a task's payload through ${vendor} tells the app its task, beside the data of its sender, and a single push's does not`, async () => {
    const render = await renderings([vendor])
    const ofTask = render(vendor, push({ taskId }))
    const report = { provider: `${vendor}-provider`, report: { task_id: String(taskId) } }
    deepEqual(read(valueAt(ofTask, path)), report)
    ok(JSON.stringify(ofTask).includes('order'))
    const single = render(vendor, push())
    ok(single && !JSON.stringify(single).includes('EPush'))
  })
}

test('the vendor block has the last word: data of its own replaces what the basic fields say, EPush with them', async () => {
  const own = { ...notification, blocks: { huawei: { message: { data: '{"mine":1}' } } } }
  const render = await renderings(['huawei'])
  equal(valueAt(render('huawei', push({ taskId, notification: own })), 'message.data'), '{"mine":1}')
})

test('pushes of several tasks and none that share one text each get their own payload, rendered once each', async () => {
  let rendered = 0
  const channels = {
    renderer: async () => (given: Notification) => {
      rendered += 1
      return { ...given.ext } as unknown as Rendered
    },
  }
  const notifier = aNotifier()
  const render = await openRenderings({ channels, log: silentLog }, [notifier], nowMs)
  const seen = [1n, undefined, 2n, 1n, undefined, 2n].map((of, at) => {
    const one = push({ id: BigInt(at + 1) as MsgId, ...(of === undefined ? {} : { taskId: of }) })
    const { EPush } = render(one, notifier).payload as {
      readonly EPush?: { readonly report: { readonly task_id: string } }
    }
    return EPush?.report.task_id
  })
  deepEqual(seen, ['1', undefined, '2', '1', undefined, '2'])
  equal(rendered, 3)
})

function byText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right)
}
