// What asking vendors about a credential has in common: a plain message to nobody, the time for it, and the words for a vendor that
// could not be asked or said something odd. What an answer says about the credential is each vendor's business.
import type { Bilingual } from '../bilingual.ts'
import type { Clock } from '../io.ts'
import type { Notification } from '../notification.ts'
import { withDeadline } from '../transport/deadline.ts'
import type { Finding, RenderTarget } from '../vendor.ts'

/** A token that no phone has; in no vendor's shape but for vendors who take any text. */
export const IMPOSSIBLE_TOKEN = 'posthouse-credential-check'

/** The id of a shipment to nobody. */
export const PROBE_ID = '00000000-0000-4000-8000-000000000000'

/** What is said to nobody. A check adds what its vendor should look at, too. */
export const PROBE: Notification = { title: 'Posthouse', content: 'credential check', blocks: {} }

/** Time for a check with its sign-in, in ms. */
const CHECK_TIMEOUT_MS = 15_000
/** Life of the message to nobody, in ms. */
const PROBE_LIFE_MS = 60_000

/** Runs a check within its time; the signal fires when that is over and when the caller gives up. */
export async function withinCheckTime(
  clock: Clock,
  signal: AbortSignal,
  work: (limited: AbortSignal) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  return await withDeadline({ clock, timeoutMs: CHECK_TIMEOUT_MS, signal }, work)
}

/** For whom {@link PROBE} is rendered: with the notifier's own settings, so that the vendor looks at them too. */
export function probeTarget<C>(credentials: C, nowMs: number): RenderTarget<C> {
  return { credentials, nowMs, expiresAtMs: nowMs + PROBE_LIFE_MS }
}

/** One finding. */
export function finding(level: Finding['level'], code: string, { en, zh }: Bilingual): Finding {
  return { level, code, text: en, zh }
}

/** A service that could not be asked is no verdict on the credential. */
export function unreachable(code: string, service: Bilingual, { cause }: { readonly cause: string }): Finding {
  return finding('warn', code, {
    en: `${service.en} could not be asked: ${cause}.`,
    zh: `无法询问${service.zh}：${cause}。`,
  })
}

/** Nor is an answer that nobody expected. `said`: the code, or {@link codeAndStatus}. */
export function unexpected(service: Bilingual, said: string | Bilingual): Finding {
  const { en, zh } = typeof said === 'string' ? { en: said, zh: said } : said
  return finding('warn', 'push-answer-unexpected', {
    en: `${service.en} answered ${en} to a message that reaches nobody.`,
    zh: `${service.zh}对一条无人可收的消息回答了 ${zh}。`,
  })
}

/** What an answer without a known meaning said. */
export function codeAndStatus(code: string | undefined, status: number): Bilingual {
  return code === undefined
    ? { en: `HTTP ${status} without a code`, zh: `HTTP ${status}，无错误码` }
    : { en: `code ${code} (HTTP ${status})`, zh: `错误码 ${code}（HTTP ${status}）` }
}
