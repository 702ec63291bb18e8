// F64: streams and connections that end in the middle: RST_STREAM with each code in each state, FIN, TCP reset, half a frame.
import type { PeerConnection, PeerStream } from '../connection.ts'
import type { Scene } from '../scene.ts'
import { plainAnswer } from '../stream.ts'
import { answering, beginFrame, lay, recoveryMsMax, type State, spring, states } from '../trap.ts'
import { errorCodes, REFUSED_STREAM } from '../wire.ts'

/** A code that RFC 9113 does not know. */
const UNKNOWN_CODE = 0x1234

/** One stream, or the connection below all, ends before its time. */
export async function resets(scene: Scene): Promise<void> {
  const { chance } = scene
  if (chance.happens(0.1)) return await earlyAnswer(scene)
  const state = chance.pick(states)
  const count = chance.integer(1, 30)
  const isStream = chance.happens(0.6) && state !== 'open'
  const nasty = isStream ? resetStream : endConnection
  const trap = lay(scene, {
    state,
    ordinal: chance.integer(1, count),
    spring: (connection, stream) => nasty(scene, connection, stream, state),
  })
  const { sinceMs, msMax } = await spring(scene, count, trap)
  await scene.untilAnswered(sinceMs, msMax)
  await scene.askMany(chance.integer(0, 10))
}

function resetStream(scene: Scene, _connection: PeerConnection, stream: PeerStream | undefined, state: State): void {
  const { chance } = scene
  const isEarly = state === 'head' || state === 'body' || state === 'request'
  const codes = isEarly ? [...errorCodes, UNKNOWN_CODE, REFUSED_STREAM, REFUSED_STREAM] : otherCodes
  const code = chance.pick(codes)
  // A vendor that has done its work may still fail to say so.
  if (code !== REFUSED_STREAM && chance.happens(0.5)) stream?.take()
  stream?.reset(code)
}

const otherCodes = [...errorCodes, UNKNOWN_CODE].filter(code => code !== REFUSED_STREAM)

function endConnection(scene: Scene, connection: PeerConnection, stream: PeerStream | undefined): void {
  const { chance } = scene
  if (chance.happens(0.5)) stream?.take()
  const end = (): void => (chance.happens(0.5) ? connection.fin() : connection.reset())
  if (chance.happens(0.3)) return void connection.prove().then(end)
  if (chance.happens(0.5)) beginFrame(scene, connection, stream)
  end()
}

/**
 * The answer is whole before the request is, and RST_STREAM with NO_ERROR stops the rest: the answer counts (RFC 9113 §8.1). Small
 * windows keep the request from getting there first.
 */
async function earlyAnswer(scene: Scene): Promise<void> {
  const { chance, peer } = scene
  const windowBytes = chance.integer(1, 20)
  let left = chance.integer(1, 5)
  const behaviour = {
    onBody(stream: PeerStream): void {
      if (left <= 0) return
      left -= 1
      stream.answer(plainAnswer(stream))
      stream.reset(0)
      // The others are let through.
      if (left === 0) stream.connection.settings({ windowBytes: 65_535 })
    },
    onRequest: (stream: PeerStream): void => scene.answerSoon(stream),
  }
  peer.behaviour = answering(scene)
  peer.welcome = number => (number === 1 ? { kind: 'serve', behaviour, settings: { windowBytes } } : { kind: 'serve' })
  await Promise.all(Array.from({ length: left }, () => scene.ask({ bodyBytes: chance.integer(3_000, 5_000) })))
  await scene.untilAnswered(scene.clock.monotonic(), recoveryMsMax.warm)
}
