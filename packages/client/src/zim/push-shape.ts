// A push configuration of the original as it crosses the wire (spec/zego.md §3.2). Pure.
import type { PushConfig } from '@posthouse/protocol/frames'
import { demand } from './checks.ts'
import type { ZIMPushConfig } from './surface/users.ts'

const badgeIncrementMax = 99

/** Absent stays absent: without it nothing is pushed. */
export function wirePush(config: ZIMPushConfig | null | undefined): { push?: PushConfig } {
  if (config === undefined || config === null) return {}
  demand(typeof config === 'object', 'pushConfig must be an object.')
  const { title, content, resourcesID, threadID, enableBadge, badgeIncrement, voIPConfig, privateMessageTemplate } =
    config
  const push = {
    title,
    content,
    payload: config.payload ?? config.extendedData,
    resourcesId: resourcesID === '' ? undefined : resourcesID,
    threadId: threadID === '' ? undefined : threadID,
    enableBadge,
    badgeIncrement: badgeIncrement === undefined ? undefined : incrementOf(badgeIncrement),
    voip: voIPConfig && {
      handleType: voIPConfig.iOSVoIPHandleType,
      handleValue: voIPConfig.iOSVoIPHandleValue,
      hasVideo: voIPConfig.iOSVoIPHasVideo,
    },
    template: privateMessageTemplate && {
      id: privateMessageTemplate.templateID,
      title: privateMessageTemplate.titleParameters,
      content: privateMessageTemplate.contentParameters,
    },
  }
  return { push: present(push) }
}

/** The members that are there. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined | null> } {
  const kept: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) if (member !== undefined && member !== null) kept[name] = member
  // Only members without a value are left out, and those were allowed to be absent.
  return kept as { [K in keyof T]: Exclude<T[K], undefined | null> }
}

function incrementOf(value: number): number {
  return Math.max(0, Math.min(badgeIncrementMax, Math.trunc(value) || 0))
}
