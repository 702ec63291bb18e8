// Unbinds a PushID over a connection of its own, for when nobody is logged in.
import { frameVersion } from '@posthouse/protocol/frames'
import { Connection } from './connection.ts'
import type { Ports } from './ports.ts'
import { type Refusal, refusal } from './refusal.ts'

const answerMsMax = 10_000

/** Resolves when the server has done it; rejects with a `Refusal`. */
export function forgetAlone(ports: Ports, url: string, appId: number, pushId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (why: Refusal | undefined): void => {
      cancelTimer()
      connection.close()
      if (why) reject(why)
      else resolve()
    }
    const cancelTimer = ports.clock.after(answerMsMax, () => done(refusal('request-timeout')))
    const connection = new Connection(ports, url, {
      opened: () => connection.send({ t: 'forget', v: frameVersion, id: 1, app: appId, pushId }),
      frame: frame => {
        if (frame.t === 'reply') done(undefined)
        if (frame.t === 'refused') done({ code: frame.code, message: frame.message })
      },
      ended: () => done(refusal('network-failed')),
    })
  })
}
