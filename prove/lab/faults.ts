// What vendors do to us while we are being killed: now and then one is told to refuse for a while, to fail, to break off after it
// took a push, or to be slow. Each answer is one that the real service gives.
import type { Fault } from '@posthouse/vendors/simulators'
import type { Chance } from './chance.ts'
import type { Simulators } from './simulators.ts'

/** Arms a few faults drawn by the seed. */
export function armSome(simulators: Pick<Simulators, 'apps' | 'arm'>, chance: Chance): void {
  for (const { vendor } of simulators.apps) {
    for (let count = chance.integer(0, 3); count > 0; count -= 1) simulators.arm(vendor, draw(vendor, chance))
  }
}

const slowMs = { min: 50, max: 700 } as const

function draw(vendor: string, chance: Chance): Fault {
  switch (chance.pick(['busy', 'broken', 'cut', 'slow', 'slow'])) {
    case 'busy':
      return { action: busy[vendor] ?? unavailable }
    case 'broken':
      return { action: { kind: 'answer', status: 500, body: brokenBody[vendor] ?? 'Internal Server Error' } }
    case 'cut':
      return { action: { kind: 'reset', when: 'after' } }
    default:
      return { times: 3, action: { kind: 'delay', ms: chance.integer(slowMs.min, slowMs.max) } }
  }
}

type Answer = Extract<Fault['action'], { kind: 'answer' }>

const headers = { 'retry-after': '1' } as const
const unavailable: Answer = { kind: 'answer', status: 503, headers }

/** "Not now" in each vendor's words (spec/vendors.md §1.5, §2.7). */
const busy: Readonly<Record<string, Answer>> = {
  apns: { kind: 'answer', status: 429, headers, body: { reason: 'TooManyRequests' } },
  fcm: unavailable,
}

const brokenBody: Readonly<Record<string, unknown>> = { apns: { reason: 'InternalServerError' } }
