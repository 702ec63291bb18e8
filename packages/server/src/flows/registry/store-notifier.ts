// Storing notifiers: the vendor reads the credential first and refuses what cannot work, then it is sealed, and never shown again
// (S15, S46). Each change raises the version, so that open channels are replaced.
import { isDeepStrictEqual } from 'node:util'
import type { NotifierName } from '@posthouse/protocol'
import { type AnyVendor, CredentialError, type NotifierInput } from '@posthouse/vendors'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Random } from '../../base/random.ts'
import type { Sealer } from '../../base/seal.ts'
import type { App } from '../../domain/app.ts'
import { notifierNameCharsMax } from '../../domain/device.ts'
import { type Notifier, type NotifierState, notifiersPerAppMax } from '../../domain/notifier.ts'
import { changedInput, readNotifierForm, shownSettings } from '../../domain/notifier-form.ts'
import { isPlainText } from '../../domain/username.ts'
import type { Bus } from '../../ports/bus.ts'
import type { ReadCredential, VendorChannels } from '../../ports/channels.ts'
import type { Store } from '../../ports/store.ts'
import { credentialPlace } from './secret-place.ts'

/** What these flows use. */
export interface NotifierDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly bus: Pick<Bus, 'announce'>
  readonly channels: Pick<VendorChannels, 'vendorOf' | 'examine'>
  readonly sealer: Sealer
  readonly random: Pick<Random, 'uuid'>
  readonly clock: Clock
}

/** A request about a notifier, members as the wire names them. */
export type NotifierBody = Readonly<Record<string, unknown>>

/** Creates a notifier. Throws `notifier_invalid` naming the field, `notifier_exists`, `notifiers_too_many`. */
export async function createNotifier(deps: NotifierDeps, app: App, body: NotifierBody): Promise<Notifier> {
  const vendor = vendorFor(deps, body['provider'])
  const input = checkedNames(changedInput(undefined, readNotifierForm(body, vendor.settingsKeys)))
  const { notifiers, notifierHealth } = deps.store.tables
  if ((await notifiers.list(app.id)).length >= notifiersPerAppMax) throw new PosthouseError('notifiers_too_many')
  const { expiresAtMs } = await examine(deps, vendor, input)
  const nowMs = deps.clock.now()
  const notifier: Notifier = {
    ...shown(vendor, input),
    uuid: deps.random.uuid(),
    appId: app.id,
    state: { kind: body['disabled'] === true || body['disabled'] === 'true' ? 'disabled' : 'enabled' },
    version: 1,
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
  }
  const [created] = await deps.store.commit([
    notifiers.insert(notifier, sealed(deps, notifier, input)),
    notifierHealth.noteExpiry(app.id, notifier.uuid, expiresAtMs),
  ])
  if (!created) throw new PosthouseError('notifier_exists', { name: notifier.name })
  await deps.bus.announce({ kind: 'app.changed', appId: app.id })
  return notifier
}

/** Changes the given members of a notifier; its provider stays. Throws as {@link createNotifier}, and `notifier_not_found`. */
export async function editNotifier(deps: NotifierDeps, app: App, uuid: string, body: NotifierBody): Promise<Notifier> {
  const { notifiers, notifierHealth } = deps.store.tables
  const [before, credential] = await Promise.all([notifiers.byUuid(app.id, uuid), notifiers.credential(app.id, uuid)])
  if (!before || !credential) throw new PosthouseError('notifier_not_found')
  const vendor = vendorFor(deps, body['provider'] ?? before.provider)
  if (vendor.name !== before.vendor)
    throw invalid('provider', 'a notifier keeps its provider; create another one instead')
  const known = JSON.parse(
    Buffer.from(deps.sealer.open(credential, credentialPlace(app.id, uuid))).toString('utf8'),
  ) as NotifierInput
  const input = checkedNames(changedInput(known, readNotifierForm(body, vendor.settingsKeys)))
  // A notifier is switched off even when its certificate has expired.
  const read = isDeepStrictEqual(input, known) ? undefined : await examine(deps, vendor, input)
  const notifier: Notifier = {
    ...before,
    ...shown(vendor, input),
    state: changedState(before.state, body['disabled']),
    version: before.version + 1,
    modifiedAtMs: deps.clock.now(),
  }
  const [changed] = await deps.store.commit([
    notifiers.update(notifier, sealed(deps, notifier, input)),
    ...(read ? [notifierHealth.noteExpiry(app.id, uuid, read.expiresAtMs)] : []),
  ])
  if (!changed) throw new PosthouseError('notifier_exists', { name: notifier.name })
  await deps.bus.announce({ kind: 'app.changed', appId: app.id })
  return notifier
}

/** Deletes a notifier with its credential; reports what it was. Throws `notifier_not_found`. */
export async function deleteNotifier(
  { store, bus }: Pick<NotifierDeps, 'store' | 'bus'>,
  app: App,
  uuid: string,
): Promise<Notifier> {
  const notifier = await store.tables.notifiers.byUuid(app.id, uuid)
  const [deleted] = await store.commit([store.tables.notifiers.delete(app.id, uuid)])
  if (!notifier || !deleted) throw new PosthouseError('notifier_not_found')
  await bus.announce({ kind: 'app.changed', appId: app.id })
  return notifier
}

function vendorFor({ channels }: Pick<NotifierDeps, 'channels'>, provider: unknown): AnyVendor {
  if (typeof provider !== 'string' || provider === '') throw invalid('provider', 'is missing')
  const vendor = channels.vendorOf(provider)
  if (!vendor) throw invalid('provider', `there is no provider "${provider.slice(0, 64)}"`)
  return vendor
}

function checkedNames(input: NotifierInput): NotifierInput {
  if (input.name === '') throw invalid('name', 'is missing')
  if (input.name.length > notifierNameCharsMax || !isPlainText(input.name))
    throw invalid('name', `must be at most ${notifierNameCharsMax} characters without control characters`)
  if (input.packageName !== undefined && (input.packageName.length > 256 || !isPlainText(input.packageName)))
    throw invalid('packageName', 'must be at most 256 characters without control characters')
  return input
}

async function examine(
  { channels }: NotifierDeps,
  { provider }: AnyVendor,
  input: NotifierInput,
): Promise<ReadCredential> {
  try {
    return await channels.examine(provider, input)
  } catch (cause) {
    if (!(cause instanceof CredentialError)) throw cause
    throw new PosthouseError(
      'notifier_invalid',
      { field: cause.field, reason: cause.message },
      { field: cause.field, cause },
    )
  }
}

/** The members of a notifier that come from its credential. */
function shown(vendor: AnyVendor, input: NotifierInput) {
  return {
    name: input.name as NotifierName,
    vendor: vendor.name,
    provider: vendor.provider,
    environment: input.environment,
    packageName: input.packageName,
    settings: shownSettings(input),
  }
}

function sealed(deps: Pick<NotifierDeps, 'sealer'>, { appId, uuid }: Notifier, input: NotifierInput): Uint8Array {
  return deps.sealer.seal(JSON.stringify(input), credentialPlace(appId, uuid))
}

/**
 * A ban is not the owner's to lift. A pause for a refused credential, or for a quota, ends with any change: the owner may have bought
 * more, and where not, one push tells. What a vendor asked for moments ago is waited for unless the owner enables the notifier.
 */
function changedState(before: NotifierState, disabled: unknown): NotifierState {
  if (before.kind === 'banned') return before
  if (disabled === true || disabled === 'true') return { kind: 'disabled' }
  if (disabled === false || disabled === 'false') return { kind: 'enabled' }
  return before.kind === 'paused' && before.why !== 'throttled' ? { kind: 'enabled' } : before
}

function invalid(field: string, reason: string): PosthouseError {
  return new PosthouseError('notifier_invalid', { field, reason }, { field })
}
