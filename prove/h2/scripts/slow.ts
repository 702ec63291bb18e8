// F58 silence, F59 a byte now and then, F60 too much of everything.
import type { PeerStream } from '../connection.ts'
import type { Scene } from '../scene.ts'
import { plainAnswer } from '../stream.ts'
import { recoveryMsMax } from '../trap.ts'
import { Bit, frame, Type } from '../wire.ts'

/** F58: requests are processed and not answered, or only after their deadline; PINGs are, and so are other requests. */
export async function silence(scene: Scene): Promise<void> {
  const { chance, peer, clock } = scene
  const share = chance.pick([0.1, 0.5, 1])
  const isLate = chance.happens(0.3)
  let isOver = false
  peer.behaviour = {
    onRequest(stream) {
      if (isOver || !chance.happens(share)) return scene.answerSoon(stream)
      stream.take()
      if (isLate) clock.after(chance.integer(9_000, 12_000), () => stream.isAlive && stream.answer(scene.plan(stream)))
    },
  }
  const deadlineMs = chance.pick([1_000, 5_000, 10_000])
  await scene.askMany(chance.integer(1, 40), { deadlineMs })
  isOver = true
  await scene.untilAnswered(clock.monotonic(), 1_000)
}

/** F59: an answer comes byte by byte, and nothing else gets through meanwhile; some are whole before the deadline. */
export async function drip(scene: Scene): Promise<void> {
  const { chance, peer, clock } = scene
  const everyMs = chance.pick([5, 50, 200, 1_000])
  let dripping: PeerStream | undefined
  let isOver = false
  peer.behaviour = {
    onRequest(stream) {
      if (dripping) return scene.answerSoon(stream)
      dripping = stream
      stream.begin({ ...scene.plan(stream), body: 'a slow answer', pieceBytes: 50, paddingBytes: 0, end: 'data' })
      stream.connection.drip(Buffer.concat(stream.drain()), everyMs, () => {
        isOver = true
        stream.finished()
      })
    },
  }
  const deadlineMs = chance.pick([2_000, 10_000])
  await scene.askMany(chance.integer(1, 5), { deadlineMs })
  await scene.until(() => isOver || dripping?.connection.closedAtMs !== undefined)
  await scene.untilAnswered(clock.monotonic(), recoveryMsMax.cold)
  await scene.askMany(chance.integer(0, 10))
}

/** F60: a body far above the limit, a body that claims to be gzip, header fields without end. Other requests go on. */
export async function flood(scene: Scene): Promise<void> {
  const { chance, peer, clock } = scene
  const kind = chance.pick(['body', 'body', 'edge', 'fields'] as const)
  const targets = new Set<PeerStream>()
  let isArmed = true
  peer.behaviour = {
    onRequest(stream) {
      if (!isArmed) return scene.answerSoon(stream)
      isArmed = false
      targets.add(stream)
      if (kind === 'fields') return fieldsWithoutEnd(scene, stream)
      const bytes = kind === 'edge' ? 65_536 + chance.integer(-1, 1) : chance.integer(70_000, 4_000_000)
      const pieceBytes = chance.pick([1_000, 16_384])
      stream.answer({ ...plainAnswer(stream), status: chance.pick([200, 413]), body: 'z'.repeat(bytes), pieceBytes })
    },
  }
  await scene.askMany(chance.integer(1, 20))
  isArmed = false
  // Endless fields cost the connection, and perhaps a back-off.
  await scene.untilAnswered(clock.monotonic(), kind === 'fields' ? recoveryMsMax.cold : recoveryMsMax.warm)
  const [target] = targets
  if (kind === 'body' && target) {
    const isFreed = await scene.until(() => target.isOver || target.connection.closedAtMs !== undefined, 1_000)
    scene.ledger.counts.push({ what: 'streams of cut answers that stay open', count: isFreed ? 0 : 1, max: 0 })
  }
}

/** A header block in CONTINUATION frames that never ends; what is told of this request is not known to anybody. */
function fieldsWithoutEnd(scene: Scene, stream: PeerStream): void {
  const { connection } = stream
  stream.take()
  connection.write(frame(Type.headers, 0, stream.id, connection.head.write(200, {})))
  const field = Buffer.concat([Buffer.from([0, 1, 0x78, 0x7f, 0x81, 0x7e]), Buffer.alloc(16_000, 0x61)])
  let left = FIELD_FRAMES_MAX
  const more = (): void => {
    left -= 1
    if (left === 0)
      scene.ledger.counts.push({ what: 'frames of one header block, taken without a word', count: 1, max: 0 })
    if (left <= 0 || stream.isOver) return
    if (connection.write(frame(Type.continuation, left === 0 ? Bit.endHeaders : 0, stream.id, field)))
      scene.clock.after(0, more)
  }
  more()
}

/** 8 MB; who has taken that much of one block would take anything. */
const FIELD_FRAMES_MAX = 500
