// Online debugging, for whoever tries a push out: a dry run, and one push to one device.
import { type debugEndpoints, type EndpointInput, type NotifierName, userIdOf } from '@posthouse/protocol'
import type { LintFinding, Notification } from '@posthouse/vendors'
import type { Clock } from '../../base/clock.ts'
import { fingerprint } from '../../base/crypto.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import { readNotification } from '../../domain/notification.ts'
import { notificationRule } from '../../domain/notification-words.ts'
import { notifierToLookThrough } from '../../domain/notifier.ts'
import { isVoip } from '../../domain/push.ts'
import { type ReasonCode, reasonOf } from '../../domain/reason.ts'
import { everyStrategy, readStrategy } from '../../domain/strategy.ts'
import { isPlainText } from '../../domain/username.ts'
import { addressOf, type DeviceAddress, type DeviceName } from '../../flows/push/address.ts'
import { type Direct, type DirectDeps, type DirectResult, pushDirect, refusalOf } from '../../flows/push/direct.ts'
import { type DryRendering, dryRenderings, sampleRendering } from '../../flows/trace/dry-rendering.ts'
import {
  type DryDelivery,
  type DryRun,
  type DryRunDeps,
  type DryRunInput,
  dryRun,
  unaddressed,
} from '../../flows/trace/dry-run.ts'
import { maskTokens } from '../../flows/trace/mask.ts'
import type { Handlers } from '../../http/handler.ts'
import { appOf } from './app-of.ts'

/** What these handlers use. */
export type DebugApiDeps = DryRunDeps & DirectDeps & { readonly clock: Clock }

type DryReply = Awaited<ReturnType<Handlers<typeof debugEndpoints>['dryRun']>>
type DirectReply = Awaited<ReturnType<Handlers<typeof debugEndpoints>['directPush']>>

type DryTarget = EndpointInput<typeof debugEndpoints.dryRun>['body']['target']

interface DeviceMembers {
  readonly pushId?: string
  readonly notifier?: string
  readonly token?: string
}

/** Handlers of the debugging endpoints. */
export function debugHandlers(deps: DebugApiDeps): Handlers<typeof debugEndpoints> {
  return {
    async dryRun({ params, body }) {
      const app = await appOf(deps.store, params)
      const { target, pushMessage, strategy } = body
      refuseSeveral(target)
      // A look is for everybody; a push of an app that may not push is refused before it is read.
      if (target.providers === undefined && !app.settings.pushOpen) throw new PosthouseError('push_closed')
      const notification = readOrRefuse(pushMessage, app)
      if ('field' in notification) return { at: deps.clock.now(), plans: [], renderings: [], refused: notification }
      const strategies = strategy === undefined ? everyStrategy : [readStrategy(strategy)]
      const wish = { app, notification, strategies }
      if (target.providers !== undefined) return await preview(deps, wish, target.providers)
      if (target.user !== undefined) {
        if (!isPlainText(target.user)) throw illegal('user must be a user id', 'target.user')
        return replyOf(await dryRun(deps, { ...wish, user: userIdOf(target.user) }), userIdOf(target.user))
      }
      const address = await addressOf(deps, app, deviceName(target))
      if (address.kind === 'bound') {
        const { user, devices } = address
        return replyOf(await dryRun(deps, { ...wish, user, devices }), user)
      }
      return await oneRequest(deps, wish, address)
    },
    async directPush({ params, body }, call) {
      const app = await appOf(deps.store, params)
      const input = {
        app,
        device: deviceName(body.target),
        strategy: readStrategy(body.strategy),
        notification: readNotification(body.pushMessage, app.settings),
      }
      return directReply(await pushDirect(deps, input, call.signal))
    },
  }
}

/** Nobody can be meant twice. */
function refuseSeveral({ user, pushId, notifier, token, providers }: DryTarget): void {
  const ways = [user, pushId, notifier ?? token, providers]
  if (ways.filter(way => way !== undefined).length > 1) throw illegal('target names more than one receiver', 'target')
}

/** The one request to a token that nobody has bound, or what keeps it from being sent by any strategy. */
async function oneRequest(
  deps: DebugApiDeps,
  { app, notification, strategies }: Pick<DryRunInput, 'app' | 'notification' | 'strategies'>,
  { notifier, token }: Extract<DeviceAddress, { kind: 'unbound' }>,
): Promise<DryReply> {
  const push = unaddressed(deps, app, notification)
  const at = push.acceptedAtMs
  const reason = refusalOf(push, notifier, token, at)
  if (!reason) {
    const renderings = await dryRenderings(deps, push, [notifier], at)
    return { at, plans: [], renderings: renderings.map(renderingView) }
  }
  const { name, vendor } = notifier
  const delivery = { channel: 'none', notifier: name, vendor, reason: reasonView(reason) } as const
  const plans = strategies.map(strategy => ({ strategy, thenOnline: false, deliveries: [delivery] }))
  return { at, plans, renderings: [] }
}

/** The notification, or what a push would be refused for. */
function readOrRefuse(
  pushMessage: Readonly<Record<string, unknown>>,
  { settings }: App,
): Notification | NonNullable<DryReply['refused']> {
  try {
    return readNotification(pushMessage, settings)
  } catch (cause) {
    if (!(cause instanceof PosthouseError) || cause.code !== 'message_bad') throw cause
    const field = (cause.field ?? '').replace(/^pushMessage\./, '')
    return { field, text: notificationRule(field) }
  }
}

async function preview(
  deps: DebugApiDeps,
  { app, notification }: { readonly app: App; readonly notification: Notification },
  providers: readonly string[],
): Promise<DryReply> {
  const push = unaddressed(deps, app, notification)
  const at = push.acceptedAtMs
  const notifiers = await deps.store.tables.notifiers.list(app.id)
  const renderings: DryRendering[] = []
  for (const provider of new Set(providers)) {
    const vendor = deps.channels.vendorOf(provider)
    if (!vendor) throw illegal(`there is no vendor called ${provider}`, 'target.providers')
    const ofVendor = notifiers.filter(notifier => notifier.vendor === vendor.name)
    const own = notifierToLookThrough(ofVendor, { isVoip: isVoip(notification) })
    if (own) renderings.push(...(await dryRenderings(deps, push, [own], at)))
    else renderings.push(sampleRendering(vendor, push, at))
  }
  return { at, plans: [], renderings: renderings.map(renderingView) }
}

function deviceName({ pushId, notifier, token }: DeviceMembers): DeviceName {
  if (pushId !== undefined && notifier === undefined && token === undefined) return { kind: 'push-id', pushId }
  if (pushId === undefined && notifier !== undefined && token !== undefined) {
    return { kind: 'token', notifier: notifier as NotifierName, token }
  }
  throw illegal('target names one user, one PushID, or a notifier with a token', 'target')
}

function replyOf(run: DryRun, user: string): DryReply {
  const { atMs, isOnline, plans, renderings, online } = run
  return {
    at: atMs,
    user,
    ...(isOnline === undefined ? {} : { online: isOnline }),
    plans: plans.map(plan => ({ ...plan, deliveries: plan.deliveries.map(deliveryView) })),
    renderings: renderings.map(renderingView),
    ...(online === undefined
      ? {}
      : { onlineChannel: online.refused ? { refused: online.refused.message } : { body: online.json } }),
  }
}

function deliveryView(delivery: DryDelivery): DryReply['plans'][number]['deliveries'][number] {
  const { deviceId, channel, notifier, deviceToken, notBeforeMs, reason, answer } = delivery
  return {
    ...(deviceId === '' ? {} : { deviceId }),
    channel,
    ...(notifier ? { notifier: notifier.name, vendor: notifier.vendor } : {}),
    ...(deviceToken ? { token: fingerprint(deviceToken) } : {}),
    ...(notBeforeMs === undefined ? {} : { notBefore: notBeforeMs }),
    ...(reason === undefined ? {} : { reason: reasonView(reason) }),
    ...(answer === undefined ? {} : { answer }),
  }
}

function renderingView({ notifier, vendor, look, findings }: DryRendering): DryReply['renderings'][number] {
  const request = look && {
    headers: look.headers,
    body: look.body,
    bytes: look.bytes,
    bytesMax: look.bytesMax,
    ttlMs: look.ttlMs,
  }
  return {
    ...(notifier ? { notifier: notifier.name } : {}),
    vendor: vendor.name,
    brand: vendor.brand,
    provider: vendor.provider,
    ...(request ? { request } : {}),
    ...(look?.shown ? { shown: look.shown } : {}),
    findings: findings.map((finding: LintFinding) => ({ ...finding })),
  }
}

function reasonView(code: ReasonCode): NonNullable<DirectReply['reason']> {
  const { detail, text, fix } = reasonOf(code)
  return { code, detail: detail.trim(), text, fix }
}

function directReply(result: DirectResult): DirectReply {
  switch (result.kind) {
    case 'accepted': {
      const { kind, msgId, user, deviceId } = result
      return { kind, msgId: String(msgId), user, deviceId }
    }
    case 'not-sent': {
      const { kind, notifier, reason, answer } = result
      const wrong = answer === undefined ? {} : { answer }
      return { kind, notifier: notifier.name, vendor: notifier.vendor, reason: reasonView(reason), ...wrong }
    }
    case 'sent':
      return { kind: 'sent', notifier: result.notifier.name, vendor: result.notifier.vendor, result: answered(result) }
  }
}

/** The vendor's own word, with a fingerprint for the token wherever it stands. */
function answered({ result, vendor, shipmentId, durationMs, token }: Direct): NonNullable<DirectReply['result']> {
  const read = maskTokens([token])
  const code = 'code' in result ? result.code : 'cause' in result ? result.cause : undefined
  const known = vendor?.codes.find(row => row.code === code)
  const answer = 'answer' in result && result.answer !== undefined ? read(JSON.stringify(result.answer)) : undefined
  return {
    kind: result.kind,
    ...(code === undefined ? {} : { code }),
    ...(known ? { text: known.text } : {}),
    ...(answer === undefined ? {} : { answer }),
    ...('vendorId' in result && result.vendorId !== undefined ? { vendorId: result.vendorId } : {}),
    shipmentId,
    durationMs,
  }
}

function illegal(reason: string, field: string): PosthouseError {
  return new PosthouseError('argument_illegal', { reason }, { field })
}
