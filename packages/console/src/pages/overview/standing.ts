// How notifiers and callback rules stand: how good it is, and which word says it. Pure; instants are epoch ms.
import type { OverviewOfAppReply } from '@posthouse/client/rest'
import type { Tone } from '../../parts/tone.ts'

/** A notifier as the overview has it. */
export type SeenNotifier = OverviewOfAppReply['notifiers'][number]
/** A rule as the overview has it. */
export type SeenRule = OverviewOfAppReply['callbacks']['rules'][number]

/** The word for a notifier, and what goes with it. */
export interface Standing {
  readonly tone: Tone
  readonly word: SeenNotifier['state'] | 'ended' | 'endsIn' | 'unsound'
  /** Until it ends by itself. */
  readonly until?: number
  readonly daysLeft?: number
}

const dayMs = 86_400_000
/** A credential that ends sooner is worth a word; the same as on the notifier's own page. */
const soonMs = 30 * dayMs
const tones = { throttled: 'warn', quota: 'warn', refused: 'bad', disabled: 'quiet', banned: 'bad' } as const

/** The first thing that is to be said of it: what stops it now, then what will. */
export function notifierStanding({ state, until, expiresAt, isSound }: SeenNotifier, now: number): Standing {
  if (state !== 'fine') return { tone: tones[state], word: state, ...(until === undefined ? {} : { until }) }
  if (expiresAt !== undefined && expiresAt <= now) return { tone: 'bad', word: 'ended' }
  if (isSound === false) return { tone: 'bad', word: 'unsound' }
  if (expiresAt === undefined || expiresAt - now >= soonMs) return { tone: 'fine', word: 'fine' }
  return { tone: 'warn', word: 'endsIn', daysLeft: Math.floor((expiresAt - now) / dayMs) }
}

/** Those that need somebody first, the others by name. */
export function inOrderOfNeed(notifiers: readonly SeenNotifier[], now: number): readonly SeenNotifier[] {
  const rank = (one: SeenNotifier): number => needs.indexOf(notifierStanding(one, now).tone)
  return notifiers.toSorted((one, other) => rank(one) - rank(other) || (one.name < other.name ? -1 : 1))
}

const needs: readonly Tone[] = ['bad', 'warn', 'quiet', 'fine']

const ruleTones = { fine: 'fine', resting: 'warn', banned: 'bad', disabled: 'quiet' } as const

/** How good a rule's state is; dead letters are never fine. */
export function ruleTone({ state, dead }: SeenRule): Tone {
  return state === 'fine' && dead > 0 ? 'warn' : ruleTones[state]
}
