// The `ext` of a message, as far as it concerns the offline push (spec/easemob.md §8): from what the sender wrote to typed values. What
// is of the wrong type is ignored, and nothing is ever refused. What each value leads to is other rooms' business.
import type { JsonObject, JsonValue } from '@posthouse/protocol'
import type { DeviceFilter } from '../device-filter.ts'
import { readTemplateName, type TemplateName } from '../template.ts'
import { type ApnsExtension, readApnsExtension } from './apns-extension.ts'
import { argsAt, isOnAt, objectAt, textAt, textsAt } from './members.ts'
import { type PhoneExtension, readPhoneExtension } from './phone-extension.ts'

/** A template, and what its places are filled with. */
export interface TemplateUse {
  readonly name: TemplateName
  readonly titleArgs: readonly string[]
  readonly contentArgs: readonly string[]
}

/** A template for some of the receivers. */
export interface DirectedTemplate extends TemplateUse {
  /** In lower case, as user ids are. */
  readonly targets: ReadonlySet<string>
}

/** What a sender said about the push of a message. */
export interface MessageExtension {
  readonly filter: DeviceFilter
  /** Who is mentioned, in lower case. */
  readonly mentioned: 'all' | ReadonlySet<string>
  readonly template: TemplateUse | undefined
  readonly directed: DirectedTemplate | undefined
  /** Mentioned users get the text that all others get. */
  readonly hidesMention: boolean
  /** Never pushed. */
  readonly isIgnored: boolean
  /** Pushed to who does not want to be disturbed, too. */
  readonly isForced: boolean
  /** A call: goes by VoIP where a device has a notifier for it. */
  readonly isCall: boolean
  /** Texts for all vendors. */
  readonly title: string | undefined
  readonly content: string | undefined
  /** Custom data, the key `e` of a payload. */
  readonly custom: JsonValue | undefined
  /** The sender's nickname in the group. */
  readonly groupNickname: string | undefined
  /** The entry class whose icon Huawei's phones put the number on. */
  readonly badgeClass: string | undefined
  readonly apns: ApnsExtension
  readonly phones: PhoneExtension
}

/** Reads an extension; one that is absent says nothing. */
export function readExtension(ext: JsonObject | undefined): MessageExtension {
  const all = ext ?? {}
  const push = objectAt(all, 'em_push_ext')
  const apns = objectAt(all, 'em_apns_ext')
  const template = objectAt(all, 'em_push_template')
  const directed = objectAt(template, 'directed_template')
  const targets = lowered(textsAt(directed, 'target'))
  const directedUse = templateUse(directed)
  return {
    filter: readFilter(objectAt(all, 'em_push_filter')),
    mentioned: all['em_at_list'] === 'all' ? 'all' : lowered(textsAt(all, 'em_at_list')),
    template: templateUse(template),
    directed: directedUse && targets.size > 0 ? { ...directedUse, targets } : undefined,
    hidesMention: isOnAt(template, 'disable_at_content'),
    isIgnored: all['em_ignore_notification'] === true,
    isForced: all['em_force_notification'] === true,
    isCall: textAt(push, 'type') === 'call' || textAt(apns, 'em_push_type') === 'voip',
    title: textAt(push, 'title') ?? textAt(apns, 'em_push_title') ?? textAt(apns, 'em_push_name'),
    content: textAt(push, 'content') ?? textAt(apns, 'em_push_content'),
    custom: customOf(push, apns),
    groupNickname: textAt(push, 'group_user_nickname'),
    badgeClass: textAt(apns, 'em_huawei_push_badge_class'),
    apns: readApnsExtension(apns),
    phones: readPhoneExtension(objectAt(all, 'em_android_push_ext'), objectAt(all, 'em_harmony_push_ext'), apns),
  }
}

/** Whether a message mentions a user. */
export function mentions({ mentioned }: MessageExtension, username: string): boolean {
  return mentioned === 'all' || mentioned.has(username)
}

/** Key `e` (spec/easemob.md §8.5): all members of `em_apns_ext` where nothing else is named, as in the sample of seed 001. */
function customOf(push: JsonObject, apns: JsonObject): JsonValue | undefined {
  const named = push['custom'] ?? apns['extern'] ?? undefined
  if (named !== undefined) return named
  return Object.keys(apns).length > 0 ? apns : undefined
}

function readFilter(filter: JsonObject): DeviceFilter {
  return {
    acceptedDevices: new Set(textsAt(filter, 'accept_device_id')),
    ignoredDevices: new Set(textsAt(filter, 'ignore_device_id')),
    acceptedNotifiers: new Set(textsAt(filter, 'accept_notifier_name')),
    ignoredNotifiers: new Set(textsAt(filter, 'ignore_notifier_name')),
  }
}

function templateUse(from: JsonObject): TemplateUse | undefined {
  const name = readTemplateName(textAt(from, 'name') ?? '')
  if (name === undefined) return undefined
  return { name, titleArgs: argsAt(from, 'title_args'), contentArgs: argsAt(from, 'content_args') }
}

function lowered(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.map(text => text.toLowerCase()))
}
