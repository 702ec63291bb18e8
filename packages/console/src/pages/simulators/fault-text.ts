// An armed fault in words: what it does, and to how many requests. Pure.
import type { SimulatorsFault } from '@posthouse/client/rest'
import { exactText } from '../../words/formats.ts'
import type { Spoken } from '../../words/words.ts'
import type { words } from './words.ts'

/** `answers 503 · the next request · for one device token`. */
export function faultText(t: Spoken<typeof words>, fault: SimulatorsFault): string {
  const { left, endsAt, token, on } = fault
  const parts = [
    doing(t, fault),
    on === 'auth' ? t.auth : undefined,
    left === undefined ? undefined : t.left(left),
    endsAt === undefined ? undefined : t.until(exactText(endsAt).slice(11, 19)),
    token === undefined ? undefined : t.forToken,
  ]
  return parts.filter(part => part !== undefined).join(' · ')
}

function doing(t: Spoken<typeof words>, { action }: SimulatorsFault): string {
  if (action.kind === 'answer') return t.saysStatus(action.status ?? 200)
  if (action.kind === 'delay') return t.saysDelay(String((action.ms ?? 0) / 1_000))
  return t[action.kind]
}
