// Puts the gateway together: sessions, flows and methods, and the door by which connections come.
import { gatewayPath } from '@posthouse/protocol/frames'
import type { Log } from '../base/log.ts'
import { bindPushIds, forgetPushId } from '../flows/handover/bind-push-id.ts'
import type { AppDirectory } from '../flows/registry/app-directory.ts'
import type { Credentials } from '../flows/registry/credentials.ts'
import { createGuessLimit } from '../flows/registry/guess-limit.ts'
import { createQuotas } from '../flows/registry/quotas.ts'
import { createLoginRate } from '../flows/session/login-rate.ts'
import type { PresenceTelling } from '../flows/session/tell-presence.ts'
import type { ClusterPresence } from '../gateway/cluster-presence.ts'
import { defaultDoorLimits } from '../gateway/door.ts'
import { Gateway } from '../gateway/gateway.ts'
import type { Sessions } from '../gateway/sessions.ts'
import type { UpgradeDoor } from '../http/upgrade.ts'
import type { HandlerParts } from './handlers.ts'
import { methodsOf } from './methods.ts'
import type { Config } from './settings.ts'

/** What the gateway is made of. */
export interface OnlineChannelParts extends HandlerParts {
  readonly apps: AppDirectory
  readonly credentials: Credentials
  readonly sessions: Sessions
  readonly presence: ClusterPresence
  readonly config: Config
  readonly log: Log
}

/** A gateway with its door. Closing it sends everybody away. */
export interface OnlineChannel extends AsyncDisposable {
  readonly door: UpgradeDoor
  /** Starts its timers; called once. */
  start(): void
}

/** Makes it. */
export function openGateway(parts: OnlineChannelParts): OnlineChannel {
  const { clock, config } = parts
  const { clientOrigins: origins, clientsMax, clientsPerAddressMax, drainMs } = config
  const gateway = new Gateway({
    ...parts,
    methods: methodsOf(parts),
    guesses: createGuessLimit(clock, () => parts.roster.countOf('gateway')),
    quotas: createQuotas(parts),
    rate: createLoginRate(clock),
    telling: tellingOf(parts),
    bindPushIds: (caller, pushIds) => bindPushIds(parts, caller, pushIds),
    forgetPushId: (appId, pushId) => forgetPushId(parts, appId, pushId),
    calling: parts,
    limits: {
      ...defaultDoorLimits,
      ...{ origins, connectionsMax: clientsMax, connectionsPerAddressMax: clientsPerAddressMax },
    },
    drainMs,
  })
  return {
    door: { path: gatewayPath, take: (request, socket, head, address) => gateway.take(request, socket, head, address) },
    start: () => gateway.start(),
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  }
}

/** How app servers are told of devices that come and go. */
export function tellingOf({
  store,
  rules,
  bus,
  ids,
  random,
}: Pick<HandlerParts, 'store' | 'rules' | 'bus' | 'ids' | 'random'>): PresenceTelling {
  return { callbacks: { callbacks: store.tables.callbacks, ids, random }, rules, bus, host: `node-${store.node}` }
}
