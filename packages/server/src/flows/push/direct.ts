// One push to one device, for trying things out. A device that is bound gets an ordinary push: accepted, traced, reported. A token that
// nobody has bound gets one request through its notifier, whose answer is the vendor's own; nothing is kept of it.
import type { DeviceId, MsgId, UserId } from '@posthouse/protocol'
import type { AnyVendor, SendResult } from '@posthouse/vendors'
import { PosthouseError } from '../../base/failure.ts'
import type { Random } from '../../base/random.ts'
import type { App } from '../../domain/app.ts'
import { objection, pausedUntil } from '../../domain/eligibility.ts'
import { pushMaker } from '../../domain/new-push.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { isVoip, type Push, type Strategy } from '../../domain/push.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import { type AcceptDeps, acceptPushes } from './accept.ts'
import { addressOf, type DeviceAddress, type DeviceName } from './address.ts'
import type { DirectRate } from './direct-rate.ts'
import { openRenderings, type RenderDeps } from './render.ts'

/** What it uses. */
export interface DirectDeps extends AcceptDeps, RenderDeps {
  readonly channels: Pick<VendorChannels, 'renderer' | 'send' | 'vendorOf'>
  readonly random: Pick<Random, 'uuid'>
  readonly directRate: DirectRate
}

/** What is sent, and where to. */
export interface DirectInput {
  readonly app: App
  readonly device: DeviceName
  /** For a device that is bound; the vendor channel is the only way to any other. */
  readonly strategy: Strategy
  readonly notification: Push['notification']
}

/** What became of it. */
export type DirectResult =
  | { readonly kind: 'accepted'; readonly msgId: MsgId; readonly user: UserId; readonly deviceId: DeviceId }
  | Direct
  /** Nothing left. */
  | { readonly kind: 'not-sent'; readonly notifier: Notifier; readonly reason: ReasonCode; readonly answer: unknown }

/** One request to a vendor. */
export interface Direct {
  readonly kind: 'sent'
  readonly notifier: Notifier
  readonly vendor: AnyVendor | undefined
  readonly shipmentId: string
  readonly durationMs: number
  readonly result: SendResult
  readonly token: string
}

/**
 * Sends. Throws what {@link addressOf} and `acceptPushes` do, and `rate_exceeded`: one a second and app. A signal that is aborted leaves a
 * result that says whether the vendor may have it.
 */
export async function pushDirect(deps: DirectDeps, input: DirectInput, signal: AbortSignal): Promise<DirectResult> {
  const { app, device, strategy, notification } = input
  if (!app.settings.pushOpen) throw new PosthouseError('push_closed')
  const address = await addressOf(deps, app, device)
  deps.directRate.take(app.id)
  if (address.kind === 'unbound') return await sendOnce(deps, input, address, signal)
  const { user, deviceId, devices } = address
  const { pushes } = await acceptPushes(deps, {
    ...{ app, source: 'async', strategy, notification, devices },
    targets: [user],
    idempotent: undefined,
  })
  const msgId = pushes.get(user)
  if (msgId === undefined) throw new PosthouseError('internal')
  return { kind: 'accepted', msgId, user, deviceId }
}

async function sendOnce(
  deps: DirectDeps,
  { app, notification }: DirectInput,
  { notifier, token }: Extract<DeviceAddress, { kind: 'unbound' }>,
  signal: AbortSignal,
): Promise<DirectResult> {
  const nowMs = deps.clock.now()
  const push = pushMaker({ app, source: 'async', strategy: 2, notification }, nowMs)(0n as MsgId, '' as UserId)
  const reason = refusalOf(push, notifier, token, nowMs)
  if (reason) return { kind: 'not-sent', notifier, reason, answer: undefined }
  const rendering = (await openRenderings(deps, [notifier], nowMs))(push, notifier)
  if (rendering.payload === undefined) return { kind: 'not-sent', notifier, ...rendering }
  await deps.quotas.admitPushes(app, 'user', 1)
  const shipmentId = deps.random.uuid()
  const startedMs = deps.clock.monotonic()
  const [result] = await deps.channels.send(notifier, [{ token, payload: rendering.payload, id: shipmentId }], signal)
  return {
    kind: 'sent',
    notifier,
    vendor: deps.channels.vendorOf(notifier.provider),
    shipmentId,
    durationMs: Math.round(deps.clock.monotonic() - startedMs),
    result: result ?? { kind: 'unknown', cause: 'the channel gave no result' },
    token,
  }
}

/** What would keep an ordinary push from this notifier keeps this one from it too; undefined where nothing does. */
export function refusalOf(push: Push, notifier: Notifier, deviceToken: string, nowMs: number): ReasonCode | undefined {
  const binding = { deviceToken, notifierName: notifier.name }
  const reason = objection(binding, notifier, { isVoip: isVoip(push.notification) }, nowMs)
  return reason ?? (pausedUntil(notifier, nowMs) === undefined ? undefined : 'notifier-out-of-limit')
}
