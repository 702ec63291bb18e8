// Everything about one user that explains whether a push arrives: devices with bindings and sessions, settings, labels, the last pushes.
// One query per kind; the last pushes are looked up one by one, and are few.
import type { AppId, DeviceId, NotifierName, UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import type { App } from '../../domain/app.ts'
import type { Binding } from '../../domain/device.ts'
import type { LabelName } from '../../domain/label.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { type Silence, silencesAt } from '../../domain/quiet-words.ts'
import type { User } from '../../domain/user.ts'
import type { UserSettings } from '../../domain/user-settings.ts'
import type { ChatDevice } from '../../ports/chat-devices.ts'
import type { ConnectedDevice, Presence } from '../../ports/presence.ts'
import type { DeliveryRecord, Store } from '../../ports/store.ts'
import { type ListedMessage, messagesOf } from '../trace/messages-of.ts'

/** What this flow uses. */
export interface PersonDeps {
  readonly store: Pick<Store, 'tables'>
  readonly presence: Pick<Presence, 'devicesOf'>
  readonly clock: Clock
  /** The zone whose clocks users' quiet hours are read by. */
  readonly timeZone: string
}

/** A device, by whatever is known of it. */
export interface PersonDevice {
  readonly deviceId: DeviceId
  readonly bindings: readonly BoundNotifier[]
  readonly known: ChatDevice | undefined
  readonly connected: ConnectedDevice | undefined
}

/** A binding with its notifier, and what the last push through it came to. */
export interface BoundNotifier {
  readonly binding: Binding
  readonly notifier: Notifier | undefined
  readonly last: { readonly message: ListedMessage; readonly record: DeliveryRecord } | undefined
}

/** See the head of the file. */
export interface PersonView {
  readonly user: User
  readonly labels: readonly LabelName[]
  readonly settings: UserSettings
  readonly silences: readonly Silence[]
  readonly devices: readonly PersonDevice[]
  readonly pushes: readonly PersonPush[]
}

/** A push to the user. */
export interface PersonPush {
  readonly message: ListedMessage
  readonly records: readonly DeliveryRecord[]
}

/** Pushes that are shown. */
const pushesMax = 10
/** Labels that are shown. */
const labelsMax = 100

/** The user, or undefined where there is none. */
export async function personOf(deps: PersonDeps, app: App, username: UserId): Promise<PersonView | undefined> {
  const { tables } = deps.store
  const user = await tables.users.find(app.id, username)
  if (!user) return undefined
  const [bindings, known, connected, settings, labels, pushes] = await Promise.all([
    tables.bindings.ofUser(app.id, username),
    tables.chatDevices.ofUsers(app.id, [username]),
    deps.presence.devicesOf(app.id, username),
    tables.userSettings.find(app.id, username),
    tables.people.labelsOf(app.id, username, labelsMax),
    lastPushes(deps, app.id, username),
  ])
  const names = [...new Set(bindings.map(({ notifierName }) => notifierName))]
  const found = names.length === 0 ? [] : await tables.notifiers.byNames(app.id, names)
  const notifiers = new Map(found.map(notifier => [notifier.name, notifier]))
  const bound = bindings.map(binding => boundNotifier(binding, notifiers, pushes))
  return {
    user,
    labels,
    settings: settings ?? {},
    silences: silencesAt(settings ?? {}, deps.clock.now(), deps.timeZone),
    devices: devicesOf(bound, known, connected),
    pushes,
  }
}

async function lastPushes(deps: PersonDeps, appId: AppId, username: UserId): Promise<readonly PersonPush[]> {
  const messages = await messagesOf(deps, appId, username, undefined, pushesMax)
  const pushes: PersonPush[] = []
  for (const message of messages) {
    pushes.push({ message, records: await deps.store.tables.deliveries.ofPush(appId, message.msgId) })
  }
  return pushes
}

function boundNotifier(
  binding: Binding,
  notifiers: ReadonlyMap<NotifierName, Notifier>,
  pushes: readonly PersonPush[],
): BoundNotifier {
  const { deviceId, notifierName } = binding
  const through = ({ delivery, outcome }: DeliveryRecord): boolean =>
    delivery.deviceId === deviceId && (outcome?.notifierName ?? delivery.ways[0]?.notifierName) === notifierName
  for (const { message, records } of pushes) {
    const record = records.find(through)
    if (record) return { binding, notifier: notifiers.get(notifierName), last: { message, record } }
  }
  return { binding, notifier: notifiers.get(notifierName), last: undefined }
}

/** Connected ones first, then those that are bound, then those that left; in order of their ids. */
function devicesOf(
  bound: readonly BoundNotifier[],
  known: readonly ChatDevice[],
  connected: readonly ConnectedDevice[],
): readonly PersonDevice[] {
  const ids = new Set<string>([
    ...connected.map(({ deviceId }) => deviceId),
    ...bound.map(({ binding }) => binding.deviceId),
    ...known.map(({ deviceId }) => deviceId),
  ])
  return [...ids].map(id => ({
    deviceId: id as DeviceId,
    bindings: bound.filter(({ binding }) => binding.deviceId === id),
    known: known.find(({ deviceId }) => deviceId === id),
    connected: connected.find(({ deviceId }) => deviceId === id),
  }))
}
