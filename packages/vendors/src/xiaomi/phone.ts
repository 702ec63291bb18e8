// A MiPush form read back as what the phone shows (spec/vendors.md §5.5): for the simulator. Refuses to check it; that is done.
import { parsedJson, some } from '../json.ts'
import type { Shown, ShownClick } from '../shown.ts'

/** A form's fields by name. */
export type Fields = Readonly<Record<string, string>>

/** The notification of a checked form; undefined for a transparent message, which only the app gets. */
export function shownOf(fields: Fields): Shown | undefined {
  if (fields['pass_through'] === '1') return undefined
  const payload = fields['payload']
  return {
    title: fields['title'] ?? '',
    body: fields['description'] ?? '',
    ...some('image', fields['extra.notification_bigPic_uri']),
    ...some('sound', soundOf(fields)),
    ...some('channel', fields['extra.channel_id']),
    click: clickOf(fields),
    ...(payload === undefined ? {} : { data: parsedJson(payload) }),
  }
}

function soundOf({ notify_type: type = '-1', 'extra.sound_uri': uri }: Fields): string | undefined {
  // All bits of -1 are set, as in Java.
  const isAudible = (Number(type) & 1) === 1
  return isAudible ? (uri ?? 'default') : undefined
}

function clickOf({
  'extra.notify_effect': effect,
  'extra.intent_uri': intent,
  'extra.web_uri': web,
}: Fields): ShownClick {
  if (effect === '3' && web !== undefined) return { kind: 'url', target: web }
  if (effect === '2' && intent !== undefined) return { kind: 'activity', target: intent }
  return { kind: 'app' }
}
