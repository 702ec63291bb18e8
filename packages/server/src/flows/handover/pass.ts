// A pass over a hand-over: who is pushed to now, who is waited for, and why not the others. The pushes and the hand-over's next state are
// one commit under its lease, so whatever crashes, a message is pushed once per device at most.
import { day, type MsgId, type UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { failpoint } from '../../base/failpoint.ts'
import type { Ids } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { type App, chatDefaults } from '../../domain/app.ts'
import { countEnds, type EndCounter, type HandoverEnds, type HandoverSkip } from '../../domain/handover/ends.ts'
import { withCategory } from '../../domain/notification.ts'
import type { Push } from '../../domain/push.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Handover, HandoverRecord } from '../../ports/handovers.ts'
import type { Presence } from '../../ports/presence.ts'
import type { Leased, Store, Write } from '../../ports/store.ts'
import { configMaker } from './config-maker.ts'
import { type LoadedReceiver, receiverPages } from './load-receivers.ts'
import type { Made, Maker } from './made.ts'
import { restMaker } from './rest-maker.ts'

/** What a pass uses. */
export interface PassDeps {
  readonly store: Pick<Store, 'commitFenced' | 'tables'>
  readonly presence: Pick<Presence, 'connected'>
  readonly bus: Pick<Bus, 'publish'>
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Log
  /** The zone whose clocks users' quiet hours are read by. */
  readonly timeZone: string
  /** Whether a call still rings for the user: one that was answered or ended meanwhile is not pushed. */
  stillWanted(handover: Handover, user: UserId): Promise<boolean>
}

/** What a pass came to. */
export type Passed =
  /** Somebody else has it, or had. */
  { readonly kind: 'lost' } | { readonly kind: 'done' } | { readonly kind: 'waiting'; readonly dueAtMs: number }

/** Makes the pass that is due, the first or the second. */
export async function passHandover(deps: PassDeps, { item, epoch }: Leased<HandoverRecord>): Promise<Passed> {
  const { handover } = item
  const { handovers, apps } = deps.store.tables
  const app = await apps.byId(handover.appId)
  const nowMs = deps.clock.now()
  const pass = new Pass(deps, app, item, nowMs)
  await pass.run()
  const isWaiting = Object.keys(pass.awaited).length > 0
  const dueAtMs = Math.min(
    handover.createdAtMs + (app?.settings.chat?.ackWaitMs ?? chatDefaults.ackWaitMs),
    handover.deadlineMs,
  )
  const fence = isWaiting
    ? handovers.awaiting({ ...handover, awaited: pass.awaited }, epoch, Math.max(nowMs, dueAtMs), pass.ends)
    : handovers.done(handover.id, epoch, pass.ends)
  failpoint('handover.decided')
  const [held] = await deps.store.commitFenced([{ fence, writes: pass.writes }])
  failpoint('handover.committed')
  if (!held) return { kind: 'lost' }
  if (pass.writes.length > 0) deps.bus.publish({ kind: 'push.accepted' })
  return isWaiting ? { kind: 'waiting', dueAtMs } : { kind: 'done' }
}

/** One pass in the making. */
class Pass {
  readonly #deps: PassDeps
  readonly #app: App | undefined
  readonly #handover: Handover
  readonly #nowMs: number
  readonly #counter: EndCounter
  readonly awaited: Record<string, readonly string[]> = {}
  readonly writes: Write[] = []

  constructor(deps: PassDeps, app: App | undefined, { handover, ends }: HandoverRecord, nowMs: number) {
    this.#deps = deps
    this.#app = app
    this.#handover = handover
    this.#nowMs = nowMs
    this.#counter = countEnds(ends)
  }

  get ends(): HandoverEnds {
    return this.#counter.ends
  }

  async run(): Promise<void> {
    if (!this.#app) return
    const all = await this.#endForAll(this.#app)
    const make = all === undefined ? await this.#maker(this.#app) : endingWith(all)
    for await (const page of receiverPages(this.#deps, this.#handover)) {
      const wanted = await this.#stillWanted(page)
      for (const made of await make(wanted)) this.#take(this.#app, made)
    }
  }

  /** Why nobody is pushed to. A message that was taken back before its pass is nobody's news any more. */
  async #endForAll({ settings }: App): Promise<HandoverSkip | undefined> {
    const { what, deadlineMs, appId, subjectId } = this.#handover
    if (this.#nowMs > deadlineMs) return 'expired'
    if (!settings.pushOpen) return 'closed'
    if (what !== 'message') return undefined
    const stored = await this.#deps.store.tables.timeline.message(appId, BigInt(subjectId) as MsgId)
    return stored?.message.recalled ? 'over' : undefined
  }

  #maker(app: App): Promise<Maker> {
    const { easemob } = this.#handover
    return easemob === undefined
      ? configMaker(this.#deps, app, this.#handover, this.#nowMs)
      : restMaker(this.#deps, app, this.#handover, easemob, this.#nowMs)
  }

  /** A call has ten users at most, so they are asked one by one. */
  async #stillWanted(page: readonly LoadedReceiver[]): Promise<readonly LoadedReceiver[]> {
    if (this.#handover.what !== 'call') return page
    const wanted: LoadedReceiver[] = []
    for (const receiver of page) {
      if (await this.#deps.stillWanted(this.#handover, receiver.user)) wanted.push(receiver)
      else this.#counter.add('over', receiver.user)
    }
    return wanted
  }

  #take(app: App, { user, end, push, wait }: Made): void {
    if (end !== undefined) this.#counter.add(end, user)
    if (wait !== undefined) {
      this.awaited[user] = wait
      this.#counter.add('waiting', user)
    }
    if (push === undefined) return
    const reason = push.devices.end
    this.#counter.add(reason ?? (this.#handover.awaited === undefined ? 'pushed' : 'pushed-late'), user)
    this.writes.push(this.#deps.store.tables.pushes.insert(this.#pushOf(app, user, push)))
  }

  #pushOf(app: App, target: UserId, { notification, devices }: NonNullable<Made['push']>): Push {
    const { what, subjectId, deadlineMs } = this.#handover
    return {
      id: this.#deps.ids.next() as MsgId,
      appId: app.id,
      target,
      source: what === 'call' || what === 'call-end' ? 'call' : 'message',
      strategy: 2,
      notification: withCategory(notification, app.settings.defaultCategory),
      acceptedAtMs: this.#nowMs,
      expiresAtMs: Math.min(this.#nowMs + day, deadlineMs),
      devices,
      subject: subjectId,
    }
  }
}

function endingWith(end: HandoverSkip): Maker {
  return async receivers => receivers.map(({ user }) => ({ user, end }))
}
