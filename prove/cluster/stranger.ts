// A stranger on the same NATS, who hears everything and says what he likes: hints again, late and in another order (F48), and what nobody can
// read (F53). Knows subjects as he hears them.
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node'
import type { Chance } from '../lab/chance.ts'

/** See the head of the file. Closing leaves. */
export interface Stranger extends AsyncDisposable {
  /** Messages heard so far. */
  readonly heard: number
  /** Streams and consumers of JetStream that somebody asked for (F49): there must be none. */
  readonly streamCalls: number
  /** Says again what it hears, once or twice, up to a second later, until the returned function is called; that answers how many. */
  repeatAll(chance: Chance): () => number
  /** Says what nobody can read, on every subject heard so far; answers how many. */
  poison(): number
  /** So many bytes for everybody. */
  flood(bytes: number): Promise<void>
}

/** Copies that a stranger says wear this header, so that he does not repeat himself. */
const own = { name: 'Lab', value: 'copy' }
const lateMsMax = 1_000
const subjectsMax = 500
const garbage: readonly (string | Uint8Array)[] = [
  '',
  'null',
  '[]',
  '{',
  '{"kind":"no.such.kind"}',
  '{"kind":"push.settled","pushId":"not a number"}',
  '{"kind":"timeline.appended","appId":-1,"entries":{}}',
  '{"kind":"end","reason":17}',
  Uint8Array.of(0xff, 0xfe, 0x00, 0x80),
  '9'.repeat(100_000),
]

/** Joins. */
export async function joinAsStranger(servers: string): Promise<Stranger> {
  const { headers } = await import('@nats-io/transport-node')
  const connection = await connect({
    servers,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    waitOnFirstConnect: true,
  })
  const marked = headers()
  marked.set(own.name, own.value)
  const subjects = new Set<string>()
  const told = { heard: 0, streamCalls: 0 }
  let hear: (message: Msg) => void = () => {}
  connection.subscribe('>', {
    callback: (error, message) => {
      if (error || message.headers?.get(own.name) === own.value) return
      told.heard += 1
      if (message.subject.startsWith('$JS.')) told.streamCalls += 1
      if (subjects.size < subjectsMax) subjects.add(message.subject)
      hear(message)
    },
  })
  await connection.flush()
  const say = (subject: string, data: string | Uint8Array, reply?: string): void =>
    connection.publish(subject, data, { headers: marked, ...(reply === undefined ? {} : { reply }) })
  return {
    get heard() {
      return told.heard
    },
    get streamCalls() {
      return told.streamCalls
    },
    repeatAll(chance) {
      let said = 0
      hear = ({ subject, data, reply }) => {
        for (let count = chance.integer(1, 2); count > 0; count -= 1) {
          said += 1
          setTimeout(() => !connection.isClosed() && say(subject, data, reply), chance.integer(0, lateMsMax))
        }
      }
      return () => {
        hear = () => {}
        return said
      }
    },
    poison() {
      for (const subject of subjects) for (const data of garbage) say(subject, data)
      return subjects.size * garbage.length
    },
    flood: bytes => flood(connection, [...subjects], bytes, say),
    [Symbol.asyncDispose]: () => connection.close(),
  }
}

const pieceBytes = 500_000

async function flood(
  connection: NatsConnection,
  subjects: readonly string[],
  bytes: number,
  say: (subject: string, data: string) => void,
): Promise<void> {
  const everybodys = subjects.filter(subject => subject.includes('.all.'))
  const piece = 'x'.repeat(pieceBytes)
  for (let sent = 0, turn = 0; sent < bytes && everybodys.length > 0; sent += pieceBytes, turn += 1) {
    say(everybodys[turn % everybodys.length] ?? '', piece)
    await connection.flush()
  }
}
