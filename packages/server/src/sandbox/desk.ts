// The sandbox's desk: the demo app as the console's phones need it, all simulated vendors, and what they bring. Opened with the simulators,
// before there is a server; knows the demo app once it is furnished.
import type { Simulator } from '@posthouse/vendors/simulators'
import type { Clock } from '../base/clock.ts'
import { PosthouseError } from '../base/failure.ts'
import type { Random } from '../base/random.ts'
import type { SandboxDesk, VendorOverview } from '../ports/sandbox-desk.ts'
import { DeliveryFeed } from './delivery-feed.ts'
import { loginToken } from './login-token.ts'
import { vendorDesk } from './vendor-desk.ts'

/** What the desk uses. */
export interface DeskDeps {
  readonly simulators: ReadonlyMap<string, Simulator>
  readonly packageName: string
  readonly clock: Clock
  readonly random: Random
}

/** The demo app, as far as the desk needs it. */
export interface FurnishedApp {
  readonly org: string
  readonly app: string
  readonly appId: number
  readonly serverSecret: string
  readonly users: readonly string[]
  /** The notifier of each vendor, and where this vendor reports to. */
  readonly notifiers: ReadonlyMap<string, { readonly name: string; readonly receiptUrl: string | undefined }>
}

/** The desk, and how it learns the demo app. Closing ends all waiting. */
export interface OpenDesk extends SandboxDesk, Disposable {
  furnished(app: FurnishedApp): void
}

/** Tokens of the demo's own users, and of its guides and tests, have the first numbers. */
const firstIndex = 10_000
const gcmStartBytes = 12

/** See the head of the file. */
export function openDesk({ simulators, packageName, clock, random }: DeskDeps): OpenDesk {
  const feed = new DeliveryFeed(simulators.values(), clock)
  const startedAtMs = clock.now()
  let known: FurnishedApp | undefined
  const demo = (): FurnishedApp => {
    if (!known) throw new PosthouseError('overloaded')
    return known
  }
  const desks = new Map(
    [...simulators].map(([name, simulator]) => {
      const receiptUrl = (): string | undefined => known?.notifiers.get(name)?.receiptUrl
      return [name, vendorDesk({ simulator, packageName, firstIndex, clock, receiptUrl })] as const
    }),
  )
  return {
    furnished(app) {
      known = app
    },
    overview() {
      const { org, app, appId, users, notifiers } = demo()
      const vendors = [...simulators.values()].map(simulator => ({
        ...glance(simulator),
        packageName,
        notifierName: notifiers.get(simulator.vendor)?.name,
      }))
      return { app: { org, app, appId }, users, startedAtMs, position: feed.position, vendors }
    },
    loginToken(userId, ttlMs) {
      const { appId, serverSecret } = demo()
      const nowMs = clock.now()
      const expiresAtMs = nowMs + ttlMs
      const start = random.bytes(gcmStartBytes)
      return { token: loginToken({ appId, serverSecret, userId, nowMs, expiresAtMs, start }), expiresAtMs }
    },
    vendor: name => desks.get(name),
    deliveries: (query, signal) => feed.page(query, signal),
    [Symbol.dispose]: () => feed[Symbol.dispose](),
  }
}

function glance(simulator: Simulator): Omit<VendorOverview, 'packageName' | 'notifierName'> {
  const { vendor, url, delivered } = simulator
  return {
    vendor,
    url,
    reports: simulator.receiptCall !== undefined,
    received: simulator.receivedCount(),
    delivered: delivered.length,
    faults: simulator.armed().length,
  }
}
