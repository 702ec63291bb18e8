// What happens in calls, as the app's events (spec/zego.md §3.13). While the client catches up, entries of a call are held, and only what
// still rings is told in the end.
import type { Entry, WireCallUser } from '@posthouse/protocol/frames'
import { zimCallUsers } from './call-shape.ts'
import type { Core } from './core.ts'
import { ZIMCallState, ZIMCallUserState } from './enums/call.ts'

type CallEntry = Extract<Entry, { kind: 'call' }>

/** Most calls that are held while the client catches up; a user is hardly rung by more within the minutes that calls ring. */
const heldMax = 100

/** See the head of the file. */
export class CallNews {
  readonly #core: Core
  #held = new Map<string, CallEntry>()

  constructor(core: Core) {
    this.#core = core
  }

  /** Takes an entry: tells of it, or holds it until {@link caughtUp}. */
  take(entry: CallEntry, isCatchUp: boolean): void {
    const isElsewhere = entry.device !== undefined && entry.device !== this.#core.session.device
    if (isElsewhere) return
    if (isCatchUp) this.#hold(entry)
    else this.#tell(entry)
  }

  /** Forgets what is held. */
  clear(): void {
    this.#held = new Map()
  }

  /** Tells of the calls that still ring for this user. */
  caughtUp(): void {
    const held = this.#held
    this.#held = new Map()
    const nowMs = this.#core.session.token.nowMs()
    for (const entry of held.values()) {
      const { call } = entry
      const isOver = call.state === ZIMCallState.Ended || nowMs >= call.createdAtMs + call.timeoutSeconds * 1000
      if (isOver || !this.#rings(call.users)) continue
      this.#tellReceived(entry)
      this.#core.listeners.tell('callUserStateChanged', { callID: call.id, callUserList: zimCallUsers(call.users) })
    }
  }

  /** The latest entry of a call says how it stands; one that ended for this user rings no more. */
  #hold(entry: CallEntry): void {
    const { id } = entry.call
    const { users = entry.call.users } = entry
    const isMine = users.some(user => user.id === this.#core.self())
    const isEnd = entry.event === 'ended' || (isMine && !this.#rings(users))
    if (isEnd) this.#held.delete(id)
    else if (entry.event === 'invited' || this.#held.has(id)) this.#held.set(id, entry)
    const [oldest] = this.#held.keys()
    if (this.#held.size > heldMax && oldest !== undefined) this.#held.delete(oldest)
  }

  #tell(entry: CallEntry): void {
    const { event, call, operator, users = call.users, extendedData = '' } = entry
    const { listeners } = this.#core
    const self = this.#core.self()
    const isMine = users.some(({ id }) => id === self)
    const [callID, mode] = [call.id, call.mode]
    switch (event) {
      case 'created':
        if (call.caller === self) this.#tellCreated(entry)
        return
      case 'invited':
        if (this.#rings(users) && operator !== self) this.#tellReceived(entry)
        else this.#tellStates(callID, users)
        return
      case 'states':
        this.#tellStates(callID, users)
        return
      case 'accepted':
        if (operator !== self) listeners.tell('callInvitationAccepted', { callID, invitee: operator, extendedData })
        this.#tellStates(callID, users)
        return
      case 'rejected':
        if (operator !== self) listeners.tell('callInvitationRejected', { callID, invitee: operator, extendedData })
        this.#tellStates(callID, users)
        return
      case 'cancelled':
        if (operator === self) return
        if (isMine) listeners.tell('callInvitationCancelled', { callID, mode, inviter: call.inviter, extendedData })
        else this.#tellStates(callID, users)
        return
      case 'unanswered':
        listeners.tell('callInviteesAnsweredTimeout', { callID, invitees: users.map(({ id }) => id) })
        this.#tellStates(callID, users)
        return
      case 'timed-out':
        listeners.tell('callInvitationTimeout', { callID, mode })
        return
      case 'ended':
        listeners.tell('callInvitationEnded', {
          callID,
          mode,
          caller: call.caller,
          operatedUserID: operator,
          extendedData,
          endTime: call.endedAtMs,
        })
        return
    }
  }

  #tellCreated({ call }: CallEntry): void {
    this.#core.listeners.tell('callInvitationCreated', {
      callID: call.id,
      mode: call.mode,
      caller: call.caller,
      extendedData: call.extendedData,
      timeout: call.timeoutSeconds,
      createTime: call.createdAtMs,
      callUserList: zimCallUsers(call.users),
    })
  }

  #tellReceived({ call }: CallEntry): void {
    this.#core.listeners.tell('callInvitationReceived', {
      callID: call.id,
      mode: call.mode,
      caller: call.caller,
      inviter: call.inviter,
      extendedData: call.extendedData,
      timeout: call.timeoutSeconds,
      createTime: call.createdAtMs,
      callUserList: zimCallUsers(call.users),
    })
    this.#core.background(this.#core.request('call.received', { callId: call.id }))
  }

  #tellStates(callID: string, users: readonly WireCallUser[]): void {
    this.#core.listeners.tell('callUserStateChanged', { callID, callUserList: zimCallUsers(users) })
  }

  #rings(users: readonly WireCallUser[]): boolean {
    const mine = users.find(({ id }) => id === this.#core.self())
    const ringing: readonly number[] = [
      ZIMCallUserState.Inviting,
      ZIMCallUserState.Received,
      ZIMCallUserState.NotYetReceived,
    ]
    return mine !== undefined && ringing.includes(mine.state)
  }
}
