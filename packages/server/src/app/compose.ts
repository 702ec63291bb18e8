// The only file that sees every part: opens them in order, hands each what it needs, and closes them in reverse.
import { day } from '@posthouse/protocol'
import type { NotifierInput, VendorIo } from '@posthouse/vendors'
import type { ServerFacts } from '../api/admin/operations.ts'
import { systemClock, systemWall } from '../base/clock.ts'
import { watchEventLoop } from '../base/event-loop.ts'
import { armFailpoint, type Failpoint } from '../base/failpoint.ts'
import type { Ids } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { systemRandom } from '../base/random.ts'
import type { KeyRing } from '../base/seal.ts'
import { openBus } from '../bus/open.ts'
import { createExaminer } from '../channels/credential-examiner.ts'
import { createVendorChannels } from '../channels/vendor-channels.ts'
import type { Notifier } from '../domain/notifier.ts'
import { offerSetUp } from '../flows/access/links.ts'
import { createBreakerBook } from '../flows/callback/breaker-book.ts'
import { createRuleBook } from '../flows/callback/rule-book.ts'
import type { RunningRoster } from '../flows/nodes/roster.ts'
import { createOutcomeWaiters } from '../flows/push/await-outcomes.ts'
import { createReceiptAddresses } from '../flows/receipt/addresses.ts'
import { createReceiptDesk } from '../flows/receipt/desk.ts'
import { createAppDirectory } from '../flows/registry/app-directory.ts'
import { createCredentials } from '../flows/registry/credentials.ts'
import { credentialPlace } from '../flows/registry/secret-place.ts'
import { createSharedRates } from '../flows/registry/shared-rates.ts'
import { secretNameOf } from '../flows/registry/unlock.ts'
import { ClusterPresence } from '../gateway/cluster-presence.ts'
import { Sessions } from '../gateway/sessions.ts'
import { machineAddresses } from '../net/address-guard.ts'
import { createEgress } from '../net/egress.ts'
import type { Bus } from '../ports/bus.ts'
import type { Roster } from '../ports/nodes.ts'
import type { Presence } from '../ports/presence.ts'
import type { SandboxDesk } from '../ports/sandbox-desk.ts'
import type { Store } from '../ports/store.ts'
import { createCallbackLane } from '../worker/callback-lane.ts'
import { createGoneNodes } from '../worker/gone-nodes.ts'
import { keepObjectsYoung } from '../worker/young-objects.ts'
import { createAccess } from './access.ts'
import { watchClock } from './clock-alarm.ts'
import type { DataDirectory } from './data-directory.ts'
import type { HandlerParts } from './handlers.ts'
import { createHealth } from './health.ts'
import type { Addresses } from './listeners.ts'
import { createMetricsDoor } from './metrics/door.ts'
import { openGateway, tellingOf } from './online-channel.ts'
import { isSimulated, openHttp } from './open-http.ts'
import { createPushJourney } from './push-journey.ts'
import { isPostgres, openNode, openRecord } from './record.ts'
import type { Config } from './settings.ts'
import { publicAddressesOnly } from './vendor-addresses.ts'
import { version } from './version.ts'

/** What composing needs from outside. */
export interface ComposeInput {
  readonly config: Config
  readonly directory: DataDirectory
  readonly adminKey: string
  readonly log: Log
  /** The vendors' outside world: the real services, or simulators. */
  readonly ioOf: (vendor: string) => VendorIo
  /** Present where the vendors are this program's own simulators. */
  readonly sandbox?: SandboxDesk | undefined
}

/** A running server and the parts that the sandbox builds on. Closing drains and stops it. */
export interface System extends AsyncDisposable {
  readonly store: Store
  readonly bus: Bus
  readonly sealer: KeyRing
  readonly ids: Ids
  /** Who is connected. */
  readonly presence: Presence
  /** Which processes are there. */
  readonly roster: Roster
  /** Aborts when a newer program changed the record: then this one must stop (F113). */
  readonly outdated: AbortSignal
  /** Starts to listen; resolves with where. */
  listen(): Promise<Addresses>
  /** A new token for the set-up of the first account; undefined once there is one. */
  offerSetUp(): Promise<string | undefined>
  /** Starts the lanes of its roles: what was accepted is sent and reported from now on. Called once. */
  work(): void
  /** From now on it says that it is not ready, and goes on as before. */
  drain(): void
}

/** Most vendor channels kept open. */
const channelsMax = 1_000

/** Opens every part. What was opened is closed again when a later part fails. */
export async function compose(input: ComposeInput): Promise<System> {
  const { config } = input
  arm(config.failpoints)
  if (config.roles.includes('worker')) keepObjectsYoung()
  await using opened = new AsyncDisposableStack()
  let publicUrl = config.publicUrl === '' ? undefined : config.publicUrl
  let listening: Addresses | undefined
  const parts = await openParts(input, opened, () => publicUrl)
  const { store, bus, sealer, ids } = parts
  const { drainMs, leaseDivisor, roles, timeZone } = config
  const historyMs = config.historyDays * day
  const ofWork = { ...parts, store: store.forWork }
  const callbacks = opened.use(createCallbackLane(ofWork, { leaseDivisor }))
  const presence = new ClusterPresence(parts)
  const pushes = opened.use(
    createPushJourney({
      ...ofWork,
      presence,
      drainMs,
      leaseDivisor,
      timeZone,
      historyMs,
      isAlone: !isPostgres(config),
    }),
  )
  const goneNodes = opened.use(
    createGoneNodes({ ...ofWork, apps: store.tables.apps, telling: tellingOf(parts), calling: ofWork }),
  )
  const waiters = opened.use(createOutcomeWaiters(bus, clock))
  const apps = opened.use(createAppDirectory({ apps: store.tables.apps, bus, clock }))
  const credentials = createCredentials({ tables: store.tables, sealer, clock })
  const handling = { ...parts, ...aboutHandling(input, store), listening: () => listening, presence, waiters }
  const gateway = roles.includes('gateway')
    ? openGateway({ ...handling, apps, credentials, sessions: parts.sessions, config })
    : undefined
  const loop = opened.use(watchEventLoop())
  opened.use(watchClock({ ...parts, wall: systemWall }))
  const health = createHealth({ ...parts, loop, wall: systemWall })
  const metrics = createMetricsDoor({ ...parts, loop, health, wall: systemWall, version })
  const { adminKey, sandbox } = input
  const doors = { upgrades: gateway?.door, health, metrics }
  const http = opened.use(openHttp({ ...{ config, adminKey, sandbox, handling, apps, credentials }, ...doors }))
  // Closed before the server that its connections came by, which waits for all of them.
  if (gateway) opened.use(gateway)
  const all = opened.move()
  return {
    store,
    bus,
    sealer,
    ids,
    presence,
    roster: parts.roster,
    outdated: parts.roster.outdated,
    offerSetUp: () => offerSetUp({ store, random, clock, isAlone: !isPostgres(config) }),
    async listen() {
      listening = await http.listen()
      // Simulators are on this machine; a real vendor could not call an address that nobody named.
      if (isSimulated(config)) publicUrl ??= listening.url
      return listening
    },
    work() {
      if (roles.includes('worker')) {
        callbacks.start()
        pushes.start()
        goneNodes.start()
      }
      gateway?.start()
    },
    drain: () => health.drain(),
    async [Symbol.asyncDispose]() {
      health.drain()
      await all.disposeAsync()
    },
  }
}

const clock = systemClock
const random = systemRandom

type Parts = Omit<
  HandlerParts,
  'waiters' | 'presence' | 'listening' | 'roster' | keyof ReturnType<typeof aboutHandling>
> & {
  readonly log: Log
  readonly sessions: Sessions
  readonly roster: RunningRoster
}

/** The record, the keys, the ways out, and what remembers them. */
async function openParts(
  input: ComposeInput,
  opened: AsyncDisposableStack,
  publicUrl: () => string | undefined,
): Promise<Parts> {
  const { config, directory, log } = input
  const simulated = isSimulated(config)
  const about = { config, directory, clock, random, log }
  const { store, sealer } = await openRecord(about, opened)
  let others = (): number => 0
  const bus = opened.use(
    await openBus({
      ...{ servers: config.nats, node: store.node, clock, log },
      secretName: () => secretNameOf(store.tables),
      others: () => others(),
    }),
  )
  const egress = opened.use(
    createEgress(clock, {
      allowHttp: simulated || config.callbackHttp,
      allowLoopback: simulated,
      allowCidrs: config.callbackNetworks,
      ownAddresses: simulated ? [] : machineAddresses(),
      extraPorts: simulated ? 'any' : config.callbackPorts,
    }),
  )
  const rules = opened.use(createRuleBook({ rules: store.tables.rules, sealer, bus, clock }))
  const addresses = createReceiptAddresses({ tables: store.tables, sealer, clock, publicUrl })
  const mayConnect = publicAddressesOnly()
  const channels = opened.use(
    createVendorChannels({
      credentialOf: notifier => openCredential(store.forWork, sealer, notifier),
      ioOf: vendor => ({ ...input.ioOf(vendor), mayConnect }),
      receiptUrlOf: notifier => addresses.urlOf(notifier),
      openMax: channelsMax,
      examiner: opened.use(createExaminer(clock)),
    }),
  )
  const sessions = new Sessions()
  const { roster, ids } = await openNode(about, { store, bus, connections: () => sessions.count }, opened)
  others = () => roster.present().filter(one => one.number !== roster.self && one.bus !== 'alone').length
  const desk = createReceiptDesk({ store, channels, ids, clock, log })
  return {
    store,
    sealer,
    bus,
    egress,
    rules,
    breakers: opened.use(createBreakerBook(bus, clock)),
    sharedRates: createSharedRates({ store, clock, processes: () => roster.countOf('api') }),
    channels,
    ids,
    clock,
    random,
    log,
    addresses,
    desk,
    sessions,
    roster,
    ...createAccess({ store, bus, clock, random, log }),
  }
}

/** What handlers are told of this server. */
function aboutHandling({ config, directory }: ComposeInput, store: Store) {
  return {
    publicUrl: config.publicUrl === '' ? undefined : config.publicUrl,
    timeZone: config.timeZone,
    historyDays: config.historyDays,
    masterKeyPath: directory.masterKey,
    about: aboutServer(config, store),
  }
}

function aboutServer(config: Config, { durability }: Store): ServerFacts {
  return {
    version,
    database: isPostgres(config) ? 'postgres' : 'sqlite',
    durability,
    sandbox: isSimulated(config),
    timeZone: config.timeZone,
    ...(config.publicUrl === '' ? {} : { publicUrl: config.publicUrl }),
  }
}

function arm(places: readonly string[]): void {
  for (const place of places) {
    const [name, hit] = place.split(':')
    armFailpoint(name as Failpoint, Number(hit ?? 1))
  }
}

async function openCredential(store: Store, sealer: KeyRing, notifier: Notifier): Promise<NotifierInput> {
  const sealed = await store.tables.notifiers.credential(notifier.appId, notifier.uuid)
  if (!sealed) throw new Error(`notifier ${notifier.name} has no credential`)
  const text = Buffer.from(sealer.open(sealed, credentialPlace(notifier.appId, notifier.uuid))).toString('utf8')
  return JSON.parse(text) as NotifierInput
}
