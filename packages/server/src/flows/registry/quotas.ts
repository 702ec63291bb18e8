// What an app's plan allows (spec/easemob.md §11.2): users, and pushes by minute and day. Asked before anything is written, and
// only of apps that have a quota. Users in the making are counted per process, days in the record; minutes per process where it is alone, and
// else in the record too, by the minutes of its clock.
import { type AppId, day, minute, second } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import { createSlidingWindow, type SlidingWindow } from '../../base/sliding-window.ts'
import type { App, QuotaName } from '../../domain/app.ts'
import type { Roster } from '../../ports/nodes.ts'
import type { Store } from '../../ports/store.ts'

/** Whom a push goes to: users by name at once, users by name as a task, those who carry labels, everybody. */
export type PushAudience = 'user' | 'list' | 'label' | 'all'

/** An app's quotas. Each function resolves, having counted, or throws and counts nothing. */
export interface Quotas {
  /**
   * Counts a push that is about to be written. `user` and `list` count one per user, `label` and `all` one per push, whatever `users`
   * says; `all` also counts against the UTC day. Throws `limit_request`. A push that is refused after this stays counted.
   */
  admitPushes(app: App, audience: PushAudience, users: number): Promise<void>
  /** Runs what makes so many users. Throws `resource_limited` where the plan has no room for all of them, and then runs nothing. */
  makingUsers<T>(app: App, users: number, make: () => Promise<T>): Promise<T>
}

/** What quotas use. */
export interface QuotaDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  /** Who else admits; absent: nobody. */
  readonly roster?: Pick<Roster, 'countOf'> | undefined
}

/** Apps that are counted for at once; where there are more, those that were met first start anew. */
const appsMax = 10_000

/** Quotas over the record. */
export function createQuotas({ store, clock, roster }: QuotaDeps): Quotas {
  const minutes = new Map<string, SlidingWindow>()
  const rooms = new Map<AppId, Room>()
  const takeMinute = async (app: App, name: QuotaName, units: number): Promise<void> => {
    const limit = app.settings.quotas?.[name]
    if (limit === undefined) return
    const key = `${app.id} ${name}`
    let window = minutes.get(key)
    if (window?.limit !== limit) {
      makeRoom(minutes, appsMax)
      window = createSlidingWindow(limit, minute)
      minutes.set(key, window)
    }
    const waitMs = window.take(clock.monotonic(), units)
    if (waitMs > 0) throw new PosthouseError('limit_request', {}, { retryAfterSeconds: Math.ceil(waitMs / second) })
    if (!roster || roster.countOf('api') < 2) return
    const [taken] = await store.commit([store.tables.quotas.takeMinute(app.id, name, limit, units)])
    const retryAfterSeconds = Math.ceil((minute - (clock.now() % minute)) / second)
    if (!taken) throw new PosthouseError('limit_request', {}, { retryAfterSeconds })
  }
  const takeDay = async (app: App): Promise<void> => {
    const limit = app.settings.quotas?.allPushesPerDay
    if (limit === undefined) return
    const today = Math.floor(clock.now() / day)
    const [taken] = await store.commit([store.tables.quotas.take(app.id, 'allPushesPerDay', today, limit)])
    if (!taken) throw new PosthouseError('limit_request')
  }
  return {
    async admitPushes(app, audience, users) {
      if (audience === 'label') return await takeMinute(app, 'labelPushesPerMinute', 1)
      if (audience !== 'all') return await takeMinute(app, 'pushesPerMinute', users)
      await takeMinute(app, 'allPushesPerMinute', 1)
      await takeDay(app)
    },
    async makingUsers(app, users, make) {
      const limit = app.settings.quotas?.users
      if (limit === undefined) return await make()
      let room = rooms.get(app.id)
      // It is counted up to the limit only, so another limit is counted for anew.
      if (room?.limit !== limit) {
        makeRoom(rooms, appsMax)
        room = new Room(limit)
        rooms.set(app.id, room)
      }
      const count = () => store.tables.quotas.countUsers(app.id, limit + 1)
      const isShared = roster !== undefined && roster.countOf('api') > 1
      if (!(await room.take(users, clock.monotonic(), { count, isShared })))
        throw new PosthouseError('resource_limited')
      try {
        return await make()
      } finally {
        room.made(users)
      }
    },
  }
}

/** An app that seems full, or that others make users of too, is counted again at most this often: that reads a row per user. */
const countAgainMs: number = second
/** So few are counted each time where others make users too: else each of them would let as many through. */
const countedEachTimeMax = 1_000

/**
 * How many users an app has: as last counted, and those made or in the making since. Never less than there are by this process's
 * doing, and by that of others as last counted; where it seems full it is counted again, which also finds who was deleted and who came to nothing.
 */
class Room {
  readonly limit: number
  #used = Number.POSITIVE_INFINITY
  #making = 0
  #made = 0
  #countedAtMs = Number.NEGATIVE_INFINITY
  #counting: Promise<void> | undefined

  constructor(limit: number) {
    this.limit = limit
  }

  /** `isShared`: other processes make users of the app too. */
  async take(
    users: number,
    nowMs: number,
    { count, isShared }: { readonly count: () => Promise<number>; readonly isShared: boolean },
  ): Promise<boolean> {
    const isOld = nowMs - this.#countedAtMs >= countAgainMs
    const seemsFull = this.#used + users > this.limit
    const isWanted = isShared ? isOld || this.limit <= countedEachTimeMax : isOld && seemsFull
    if (isWanted && !this.#counting) this.#counting = this.#count(nowMs, count)
    await this.#counting
    if (this.#used + users > this.limit) return false
    this.#used += users
    this.#making += users
    return true
  }

  made(users: number): void {
    this.#making -= users
    this.#made += users
  }

  async #count(nowMs: number, count: () => Promise<number>): Promise<void> {
    const madeBefore = this.#made
    try {
      const counted = await count()
      // Whoever was in the making while it was counted may have been seen or not.
      this.#used = counted + this.#making + (this.#made - madeBefore)
      this.#countedAtMs = nowMs
    } finally {
      this.#counting = undefined
    }
  }
}

/** Forgets the entry that was made first where there are too many. */
function makeRoom(entries: Map<unknown, unknown>, sizeMax: number): void {
  if (entries.size < sizeMax) return
  for (const first of entries.keys()) {
    entries.delete(first)
    return
  }
}
