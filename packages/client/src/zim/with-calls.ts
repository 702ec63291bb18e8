// The part of ZIM that invites to calls and answers invitations (spec/zego.md §3.6, §3.13).
import { callExtendedDataBytesMax, pageMax } from '@posthouse/protocol/frames'
import { zimCall, zimCallUsers } from './call-shape.ts'
import { demand, demandIds, demandObject, demandText, demandWhole, pageOf } from './checks.ts'
import { PageFlags } from './page-flags.ts'
import { wirePush } from './push-shape.ts'
import type {
  ZIMCallAcceptConfig,
  ZIMCallCancelConfig,
  ZIMCallEndConfig,
  ZIMCallInvitationQueryConfig,
  ZIMCallInviteConfig,
  ZIMCallingInviteConfig,
  ZIMCallJoinConfig,
  ZIMCallQuitConfig,
  ZIMCallRejectConfig,
} from './surface/calls.ts'
import type {
  ZIMCallAcceptanceSentResult,
  ZIMCallCancelSentResult,
  ZIMCallEndSentResult,
  ZIMCallInvitationListQueriedResult,
  ZIMCallInvitationSentResult,
  ZIMCallingInvitationSentResult,
  ZIMCallJoinSentResult,
  ZIMCallQuitSentResult,
  ZIMCallRejectionSentResult,
} from './surface/results.ts'
import { zimFailures } from './user-shape.ts'
import { WithGroups } from './with-groups.ts'

/** Of one request. How many of them a call may have is the server's to say (6000272). */
const namedMax = 100
const usualTimeoutSeconds = 90
const timeoutSecondsMax = 600

/** See the head of the file. */
export abstract class WithCalls extends WithGroups {
  readonly #callPages = new PageFlags()

  /** Invites users; they are rung for `timeout` seconds, 1 to 600. */
  async callInvite(invitees: string[], config: ZIMCallInviteConfig): Promise<ZIMCallInvitationSentResult> {
    demandIds(invitees, 'invitees', namedMax)
    demandObject(config, 'config')
    const { timeout = usualTimeoutSeconds, mode = 0 } = config
    demandWhole(timeout, 'timeout', 1, timeoutSecondsMax)
    demand(mode === 0 || mode === 1, 'mode must be 0 (general) or 1 (advanced).')
    const { callId, timeoutSeconds, failed } = await this.core.request('call.invite', {
      invitees,
      timeoutSeconds: timeout,
      mode,
      ...dataOf(config),
      ...wirePush(config.pushConfig),
      ...(config.enableNotReceivedCheck ? { checksReceipt: true } : {}),
    })
    return { callID: callId, timeout: timeoutSeconds, errorUserList: zimFailures(failed) }
  }

  /** Withdraws invitations, of a general call all of them; the inviter's to do while nobody accepted. */
  async callCancel(invitees: string[], callID: string, config: ZIMCallCancelConfig): Promise<ZIMCallCancelSentResult> {
    demandIds(invitees, 'invitees', namedMax, 0)
    demandCall(callID)
    const { failed } = await this.core.request('call.cancel', {
      callId: callID,
      invitees,
      ...dataOf(config),
      ...wirePush(config?.pushConfig),
    })
    return { callID, errorInvitees: [...failed] }
  }

  /** Accepts an invitation. */
  async callAccept(callID: string, config: ZIMCallAcceptConfig): Promise<ZIMCallAcceptanceSentResult> {
    demandCall(callID)
    await this.core.request('call.accept', { callId: callID, ...dataOf(config) })
    return { callID }
  }

  /** Rejects an invitation. */
  async callReject(callID: string, config: ZIMCallRejectConfig): Promise<ZIMCallRejectionSentResult> {
    demandCall(callID)
    await this.core.request('call.reject', { callId: callID, ...dataOf(config) })
    return { callID }
  }

  /** Invites more users to an advanced call. */
  async callingInvite(
    invitees: string[],
    callID: string,
    config: ZIMCallingInviteConfig,
  ): Promise<ZIMCallingInvitationSentResult> {
    demandIds(invitees, 'invitees', namedMax)
    demandCall(callID)
    const push = wirePush(config?.pushConfig)
    const { failed } = await this.core.request('call.add', { callId: callID, invitees, ...push })
    return { callID, errorUserList: zimFailures(failed) }
  }

  /** Enters an advanced call, or takes it over from another of the user's devices. */
  async callJoin(callID: string, config: ZIMCallJoinConfig): Promise<ZIMCallJoinSentResult> {
    demandCall(callID)
    const { call, joinedAtMs } = await this.core.request('call.join', { callId: callID, ...dataOf(config) })
    const { createdAtMs, extendedData, users } = call
    return {
      callID,
      createTime: createdAtMs,
      joinTime: joinedAtMs,
      extendedData,
      callUserList: zimCallUsers(users),
    }
  }

  /** Leaves an advanced call. */
  async callQuit(callID: string, config: ZIMCallQuitConfig): Promise<ZIMCallQuitSentResult> {
    demandCall(callID)
    const { call, acceptedAtMs, quitAtMs } = await this.core.request('call.quit', {
      callId: callID,
      ...dataOf(config),
      ...wirePush(config?.pushConfig),
    })
    return { callID, createTime: call.createdAtMs, acceptTime: acceptedAtMs, quitTime: quitAtMs }
  }

  /** Ends an advanced call for everybody. */
  async callEnd(callID: string, config: ZIMCallEndConfig): Promise<ZIMCallEndSentResult> {
    demandCall(callID)
    const { call, acceptedAtMs } = await this.core.request('call.end', {
      callId: callID,
      ...dataOf(config),
      ...wirePush(config?.pushConfig),
    })
    return { callID, createTime: call.createdAtMs, acceptTime: acceptedAtMs, endTime: call.endedAtMs }
  }

  /** A page of at most 100 of the user's calls, the newest first; `nextFlag` 0 begins and, in the result, ends. */
  async queryCallInvitationList(config: ZIMCallInvitationQueryConfig): Promise<ZIMCallInvitationListQueriedResult> {
    demandObject(config, 'config')
    const count = pageOf(config.count, pageMax)
    const before = this.#callPages.placeOf(config.nextFlag)
    const { calls } = await this.core.request('call.list', { count, ...(before === undefined ? {} : { before }) })
    const last = calls.length < count ? undefined : calls[calls.length - 1]?.id
    return { callList: calls.map(zimCall), nextFlag: this.#callPages.flagOf(last) }
  }
}

function demandCall(callID: unknown): asserts callID is string {
  demand(typeof callID === 'string' && /^[1-9][0-9]{0,19}$/.test(callID), 'callID must be one that a server made.')
}

function dataOf(config: { readonly extendedData?: string | undefined } | undefined): { extendedData?: string } {
  const extendedData = config?.extendedData
  demandText(extendedData, 'extendedData', callExtendedDataBytesMax)
  return extendedData ? { extendedData } : {}
}
