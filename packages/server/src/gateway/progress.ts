// Notes what devices acknowledged and which connections ended, and writes many of them down at once: an acknowledgement costs no commit
// of its own, and ten thousand phones that lose their network at once make a few.
import type { ByeReason } from '@posthouse/protocol/frames'
import type { Clock } from '../base/clock.ts'
import { causeOf, type Log } from '../base/log.ts'
import type { Scope } from '../base/scope.ts'
import { callersDisconnected } from '../flows/call/caller.ts'
import type { CallDeps } from '../flows/call/change-call.ts'
import type { AppDirectory } from '../flows/registry/app-directory.ts'
import { type EndedSession, type Progress, type RecordDeps, recordProgress } from '../flows/session/record-progress.ts'
import { endingOf } from './reception.ts'
import type { OnlineUser, Session } from './sessions.ts'

/** What noting uses. */
export interface ProgressDeps extends RecordDeps {
  readonly apps: Pick<AppDirectory, 'byId'>
  readonly calling: CallDeps
  readonly clock: Clock
  readonly scope: Scope
  readonly log: Log
}

/** How long an acknowledgement may wait to be written. */
const waitMs = 200
/** Devices of one commit. */
const batchMax = 500
/** Ends that wait while the record is out of reach; of more than that no callback tells. */
const endsMax = 50_000

interface End {
  readonly session: Session
  readonly reason: EndedSession['reason']
  readonly isUnregistered: boolean
  readonly atMs: number
}

/** All lists, and the one timer that writes them. Closing writes what is left. */
export class ProgressNotes implements AsyncDisposable {
  readonly #deps: ProgressDeps
  #read: Session[] = []
  #ended: End[] = []
  #left: OnlineUser[] = []
  #isDue = false
  #writing: Promise<void> | undefined

  constructor(deps: ProgressDeps) {
    this.#deps = deps
  }

  /** A session acknowledged a position that it was told of; anything else is no news (F95). */
  acked(session: Session, position: number): void {
    if (position <= session.ackedPosition || position > session.sentPosition) return
    session.ackedPosition = position
    if (session.isAckNew) return
    session.isAckNew = true
    this.#read.push(session)
    this.#soon()
  }

  /** A session is over; where another device or its user ended it, that is written already. */
  ended(session: Session, reason: ByeReason | 'closed'): void {
    if (reason === 'kicked-out' || reason === 'logged-out') return
    if (this.#ended.length >= endsMax) {
      this.#deps.log.warn('session.end-untold', { app: session.user.app.id })
      return
    }
    const isUnregistered = reason === 'unregistered'
    const told = isUnregistered || reason === 'disconnected' ? 'replaced' : 'logout'
    this.#ended.push({ session, reason: told, isUnregistered, atMs: this.#deps.clock.now() })
    this.#soon()
  }

  /** A user's last session here is over, and the user did not log out. */
  left(user: OnlineUser): void {
    if (this.#left.length >= endsMax) return
    this.#left.push(user)
    this.#soon()
  }

  /** Writes everything down. Never rejects. */
  async flush(): Promise<void> {
    await this.#writing
    this.#writing = this.#writeAll()
    await this.#writing
    this.#writing = undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush()
  }

  #soon(): void {
    if (this.#isDue) return
    this.#isDue = true
    this.#deps.clock.after(waitMs, () => {
      this.#isDue = false
      this.#deps.scope.run(() => this.flush())
    })
  }

  async #writeAll(): Promise<void> {
    await this.#tellCalls()
    while (this.#read.length > 0 || this.#ended.length > 0) {
      const read = this.#read.splice(0, batchMax)
      const ended = this.#ended.splice(0, batchMax)
      for (const one of read) one.isAckNew = false
      try {
        await recordProgress(this.#deps, read.map(progressOf), await this.#endsOf(ended))
      } catch (cause) {
        this.#deps.log.warn('session.progress-unwritten', causeOf(cause))
        // What was acknowledged meanwhile is newer, and in the list already.
        this.#read = [...read.filter(one => !one.isAckNew), ...this.#read]
        for (const one of read) one.isAckNew = true
        this.#ended = [...ended, ...this.#ended]
        if (!this.#deps.scope.signal.aborted) this.#soon()
        return
      }
    }
  }

  /** Whoever is back by the time that is asked about them counts as never gone. */
  async #tellCalls(): Promise<void> {
    while (this.#left.length > 0) {
      const left = this.#left.splice(0, batchMax)
      try {
        for (const [appId, users] of Map.groupBy(left, ({ app }) => app.id))
          await callersDisconnected(this.#deps.calling, appId, [...new Set(users.map(({ id }) => id))])
      } catch (cause) {
        this.#deps.log.warn('session.calls-untold', causeOf(cause))
        this.#left = [...left, ...this.#left]
        if (!this.#deps.scope.signal.aborted) this.#soon()
        return
      }
    }
  }

  async #endsOf(ended: readonly End[]): Promise<readonly EndedSession[]> {
    const ends: EndedSession[] = []
    for (const { session, reason, isUnregistered, atMs } of ended) {
      const app = await this.#deps.apps.byId(session.user.app.id)
      if (app) ends.push({ app, ...endingOf(session), reason, isUnregistered, atMs })
    }
    return ends
  }
}

function progressOf({ user, seat, ackedPosition }: Session): Progress {
  return { appId: user.app.id, user: user.id, deviceId: seat.deviceId, position: ackedPosition }
}
