// F57: nobody listens, TCP ends, TLS is silent, or the certificate is not to be trusted. Later all is well.
import type { Welcome } from '../peer.ts'
import type { Scene } from '../scene.ts'
import { answering } from '../trap.ts'

const troubles = ['refused', 'reset', 'end', 'mute', 'garbage', 'foreign', 'expired', 'misnamed', 'no-http2'] as const

/** After failures in a row the back-off may be as long as this, plus a connect time that is waited in vain. */
const BACKOFF_MS_MAX = 60_000 + 10_000

/** One of the troubles, or several in turn. */
export async function connectTrouble(scene: Scene): Promise<void> {
  const { chance, peer } = scene
  const rounds = chance.integer(1, 3)
  peer.behaviour = answering(scene)
  for (let round = 0; round < rounds; round += 1) {
    const trouble = chance.pick(troubles)
    if (trouble === 'refused') peer.leave()
    peer.welcome = (): Welcome => (trouble === 'refused' ? { kind: 'reset' } : { kind: trouble })
    await scene.askMany(chance.integer(1, 10))
    if (trouble === 'refused') await peer.listen()
  }
  peer.welcome = () => ({ kind: 'serve' })
  await scene.untilAnswered(scene.clock.monotonic(), BACKOFF_MS_MAX)
  await scene.askMany(chance.integer(0, 20))
}
