// The catalogue of faults.
import type { ClientKind } from './clients.ts'
import type { Papers } from './papers.ts'
import type { Script, Shape } from './scene.ts'
import { connectTrouble } from './scripts/connect.ts'
import { goaway, storm } from './scripts/goaway.ts'
import { halfOpen } from './scripts/half-open.ts'
import { providerTokenExpires } from './scripts/provider-token.ts'
import { resets } from './scripts/reset.ts'
import { limits } from './scripts/settings.ts'
import { drip, flood, silence } from './scripts/slow.ts'
import { playSession, type Verdict } from './session.ts'

/** What a session is made of, besides the fault. */
export interface Round {
  readonly client: ClientKind
  readonly papers: Papers
  readonly seed: number
  readonly shape: Shape
}

/** One fault and how it is played. */
export interface Fault {
  readonly id: string
  readonly title: string
  /** Whether libraries that bring their own timers can be put through it. */
  readonly isComparable: boolean
  readonly play: (round: Round) => Promise<Verdict>
}

const by =
  (script: Script) =>
  (round: Round): Promise<Verdict> =>
    playSession({ ...round, script })

/** In the order of their numbers. */
export const faults: readonly Fault[] = [
  { id: 'F57', title: 'no connection, or none to trust', isComparable: false, play: by(connectTrouble) },
  { id: 'F58', title: 'no answer', isComparable: true, play: by(silence) },
  { id: 'F59', title: 'an answer byte by byte', isComparable: false, play: by(drip) },
  { id: 'F60', title: 'an answer without end', isComparable: false, play: by(flood) },
  { id: 'F61', title: 'GOAWAY', isComparable: true, play: by(goaway) },
  { id: 'F62', title: 'GOAWAY on every connection', isComparable: true, play: by(storm) },
  { id: 'F63', title: 'a peer that is gone without a word', isComparable: false, play: by(halfOpen) },
  { id: 'F64', title: 'resets and cuts', isComparable: true, play: by(resets) },
  { id: 'F65', title: 'SETTINGS that allow little', isComparable: true, play: by(limits) },
  {
    id: 'F66',
    title: 'an expired provider token',
    isComparable: false,
    play: ({ papers, seed }) => providerTokenExpires(papers, seed),
  },
]
