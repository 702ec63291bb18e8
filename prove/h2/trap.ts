// A trap: a behaviour that answers requests until one of them reaches a state, and then does something nasty, once.
import type { Behaviour, PeerConnection, PeerStream } from './connection.ts'
import type { Scene } from './scene.ts'
import { frame, Type } from './wire.ts'

/** How far a request has come when the trap springs. `open`: there is none, the connection is new. */
export type State = 'open' | 'head' | 'body' | 'request' | 'answer-head' | 'answer-data' | 'answered'

/** All of them. */
export const states: readonly State[] = ['open', 'head', 'body', 'request', 'answer-head', 'answer-data', 'answered']

/** Where a trap lies. */
export interface TrapPlan {
  readonly state: State
  /** The how-manieth request of the connection, from 1. */
  readonly ordinal: number
  /** From this one on, requests are kept without being processed until the trap has sprung. */
  readonly holdFrom?: number
  /** What then happens. The stream has not been processed where the state is before its answer. */
  readonly spring: (connection: PeerConnection, stream: PeerStream | undefined) => void
}

/** A laid trap. */
export interface Trap {
  readonly behaviour: Behaviour
  /** When it sprang. */
  readonly sprungAtMs: () => number | undefined
}

/** Lays a trap for one connection. */
export function lay(scene: Scene, { state, ordinal, holdFrom = Number.POSITIVE_INFINITY, spring }: TrapPlan): Trap {
  const ordinals = new Map<PeerStream, number>()
  const held: PeerStream[] = []
  let sprungAtMs: number | undefined
  const fire = (connection: PeerConnection, stream?: PeerStream): void => {
    if (sprungAtMs !== undefined) return
    sprungAtMs = scene.clock.monotonic()
    spring(connection, stream)
    for (const one of held) scene.answerSoon(one)
  }
  const isDue = (stream: PeerStream, now: State): boolean =>
    state === now && ordinals.get(stream) === ordinal && sprungAtMs === undefined
  const behaviour: Behaviour = {
    onOpen: connection => state === 'open' && fire(connection),
    onHead(stream) {
      ordinals.set(stream, ordinals.size + 1)
      if (isDue(stream, 'head')) fire(stream.connection, stream)
    },
    onBody: stream => isDue(stream, 'body') && fire(stream.connection, stream),
    onRequest(stream) {
      // A request without a body has its state of the body here.
      if (isDue(stream, 'request') || isDue(stream, 'body')) fire(stream.connection, stream)
      if (isDue(stream, 'answer-head') || isDue(stream, 'answer-data') || isDue(stream, 'answered')) {
        stream.begin(scene.longPlan(stream))
        if (state === 'answer-data') stream.proceed(1)
        if (state === 'answered') stream.proceed(Number.POSITIVE_INFINITY)
        fire(stream.connection, stream)
        stream.proceed(Number.POSITIVE_INFINITY)
      } else if (sprungAtMs === undefined && Number(ordinals.get(stream)) >= holdFrom) held.push(stream)
      else scene.answerSoon(stream)
    },
  }
  return { behaviour, sprungAtMs: () => sprungAtMs }
}

/** Cuts a connection in the middle of a frame: part of an answer's, or of one that nobody awaits. */
export function beginFrame(scene: Scene, connection: PeerConnection, stream: PeerStream | undefined): void {
  const [next] = stream?.drain() ?? []
  const bytes = next ?? frame(Type.ping, 0, 0, Buffer.alloc(8, 7))
  connection.write(bytes.subarray(0, scene.chance.integer(1, bytes.length - 1)))
}

/** A loss: when it was, and how soon a connection must be usable again. */
export interface Loss {
  readonly sinceMs: number
  readonly msMax: number
}

/** Plays a session around one trap on the first connection; resolves when it has sprung. */
export async function spring(scene: Scene, count: number, trap: Trap): Promise<Loss> {
  scene.peer.welcome = number => (number === 1 ? { kind: 'serve', behaviour: trap.behaviour } : { kind: 'serve' })
  scene.peer.behaviour = answering(scene)
  void scene.askMany(count)
  await scene.until(() => trap.sprungAtMs() !== undefined, TRAP_MS_MAX)
  const sinceMs = trap.sprungAtMs() ?? scene.clock.monotonic()
  const streams = [...(scene.peer.connections[0]?.streams.values() ?? [])]
  const isWarm = streams.some(({ appearance }) => Number(appearance?.deliveredAtMs) < sinceMs)
  return { sinceMs, msMax: isWarm ? recoveryMsMax.warm : recoveryMsMax.cold }
}

/** Every request is answered soon, in a drawn shape. */
export function answering(scene: Scene): Behaviour {
  return { onRequest: stream => scene.answerSoon(stream) }
}

/** A trap that has not sprung by then will not: the client never sent so many requests on that connection. */
const TRAP_MS_MAX = 3_000

/** Time to a usable connection where the lost one had answered; where it had not, a back-off below a second may come before it. */
export const recoveryMsMax = { warm: 1_000, cold: 1_150 } as const
