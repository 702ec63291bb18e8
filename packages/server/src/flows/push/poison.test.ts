// A delivery that breaks the channel which is to send it, whatever it is sent with (F117, I20).
import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { type MsgId, minute } from '@posthouse/protocol'
import type { VendorChannels } from '../../ports/channels.ts'
import { openPushLab, type PushLab } from './push-lab.test.ts'
import { resumeDeliveries } from './resume.ts'
import { sendAttempts, sendPages } from './send.ts'

const never = new AbortController().signal
const poison = 't3'
const indices = [0, 1, 2, 3, 4, 5, 6, 7]

test('F117 a delivery that breaks the encoder is set aside after three tries, with an alarm for each, and the others of its page are sent', async () => {
  await using lab = await openPushLab(indices.length)
  const { deps, alarms } = withPoison(lab)
  const ids = await lab.accept(indices)
  await sendPages(deps, await lab.begin(), never)
  deepEqual(await outcomes(lab, ids), new Set(['open']))
  while ((await outcomes(lab, ids)).has('open')) {
    lab.advance(minute)
    await sendAttempts(deps, await resumeDeliveries(deps, await claimDue(lab)), never)
  }
  deepEqual(
    await Promise.all(ids.map(lab.statuses)),
    indices.map(index => [`t${index}` === poison ? 'error' : 'success']),
  )
  const [spoiled] = await lab.store.tables.deliveries.ofPush(lab.binding(0).appId, ids[3] ?? (0n as MsgId))
  deepEqual(
    [spoiled?.outcome?.reason, spoiled?.outcome?.errorMessage, spoiled?.delivery.attempts],
    ['vendor-unclear', 'the channel broke', 3],
  )
  equal(alarms.length, 3)
  deepEqual(await lab.counted(), { targeted: 8, success: 7, fail: 0, error: 1 })
})

/** The lab's channel, but for one token that it cannot write down. */
function withPoison(lab: PushLab): { readonly deps: PushLab['deps']; readonly alarms: readonly string[] } {
  const alarms: string[] = []
  const channels: VendorChannels = {
    ...lab.deps.channels,
    async send(notifier, batch, signal) {
      if (batch.some(({ token }) => token === poison)) throw new RangeError('an encoder that broke')
      return await lab.deps.channels.send(notifier, batch, signal)
    },
  }
  const log = { ...lab.deps.log, error: (event: string) => alarms.push(event) }
  return { deps: { ...lab.deps, channels, log }, alarms }
}

async function claimDue({ store, deps }: PushLab) {
  const nowMs = deps.clock.now()
  const [due] = await store.commit([store.tables.deliveries.claim(nowMs, nowMs + deps.leases.attemptMs, 100)])
  return due
}

async function outcomes(lab: PushLab, ids: readonly MsgId[]): Promise<ReadonlySet<string>> {
  return new Set((await Promise.all(ids.map(lab.statuses))).flat())
}
