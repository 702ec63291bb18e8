// An OPPO notification read back as what the phone shows (spec/vendors.md §6.5): for the simulator. Refuses to check it; that is done.
import { type JsonObject, parsedJson, some, textOf } from '../json.ts'
import type { Shown, ShownClick } from '../shown.ts'
import { TAP } from './click.ts'

/** The `notification` of a checked message; OPPO has none that only the app gets. */
export function shownOf(notification: JsonObject): Shown {
  const { action_parameters: data } = notification
  return {
    title: textOf(notification['title']) ?? '',
    ...some('subtitle', textOf(notification['sub_title'])),
    body: textOf(notification['content']) ?? '',
    ...some('channel', textOf(notification['channel_id']) ?? textOf(notification['category'])),
    click: clickOf(notification),
    ...(typeof data === 'string' ? { data: parsedJson(data) } : {}),
  }
}

/** An intent scheme URL names what it opens, as an activity does. */
function clickOf({
  click_action_type: type,
  click_action_activity: activity,
  click_action_url: url,
}: JsonObject): ShownClick {
  if (type === TAP.url && typeof url === 'string') return { kind: 'url', target: url }
  if (type === TAP.intent && typeof url === 'string') return { kind: 'activity', target: url }
  if (type === TAP.action && typeof activity === 'string') return { kind: 'action', target: activity }
  if (type === TAP.activity && typeof activity === 'string') return { kind: 'activity', target: activity }
  return { kind: 'app' }
}
