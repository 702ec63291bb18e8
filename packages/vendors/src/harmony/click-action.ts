// What a tap on a HarmonyOS notification does and which data the app then gets (spec/vendors.md §3.5b).
import { type JsonObject, some } from '../json.ts'
import type { ClickAction } from '../notification.ts'
import { pick, type Row, refuse, text } from '../render/fields.ts'

/** What the basic fields and the notifier want. */
export interface BasicClick {
  readonly clickAction?: ClickAction | undefined
  readonly ext?: JsonObject | undefined
  /** The notifier's own action. */
  readonly fallback?: string | undefined
}

/**
 * The vendor's `clickAction`: the caller's block, else the basic fields, else the notifier's action, else 0: open the app. The
 * app's own data is always among it. HarmonyOS opens no web page: an `http` address opens the app and stands in its data as `url`;
 * any other is a `uri` that an ability of the app answers to. A basic `activity` is Android's and is left out.
 */
export function clickActionOf(block: JsonObject | undefined, basic: BasicClick, path: string): JsonObject {
  const { clickAction: { url = '', action = '' } = {}, ext, fallback } = basic
  if (block !== undefined) return { ...fromBlock(block, path), ...some('data', block['data'] ?? ext) }
  if (/^https?:/i.test(url)) return { actionType: 0, data: { url, ...ext } }
  const target = url ? { uri: url } : some('action', action || fallback)
  return { actionType: Object.keys(target).length > 0 ? 1 : 0, ...target, ...some('data', ext) }
}

const TARGET_ROWS: readonly Row[] = [
  ['action', 'action', text],
  ['uri', 'uri', text],
]

/** A block without a type says what it means by the member it fills. */
function fromBlock(block: JsonObject, path: string): JsonObject {
  const { actionType } = block
  const hasTarget = Object.keys(pick(block, TARGET_ROWS, path)).length > 0
  const type = actionType ?? (hasTarget ? 1 : 0)
  if (type !== 0 && type !== 1) refuse(`${path}.actionType`, '0 or 1', 'must be 0 or 1')
  if (type === 1 && !hasTarget) refuse(path, 'action or uri', 'of type 1 needs an action or a uri')
  return { actionType: type, ...block }
}
