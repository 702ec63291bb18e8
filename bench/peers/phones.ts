// Very many devices in one process, for the load of a gateway: raw sockets that know as much of WebSocket as they need. Told `open <n>`
// it opens so many more connections and says `opened <ms>`; `login <n> <app> <sign>` opens so many and logs each in as a user of its
// own and says `logged-in <ms> <p99Ms>`; `chat <ms> <pauseMs>` lets each even one write to the next for so long, one message at a time, and says
// `chatted <messages> <p50Ms> <p99Ms>`, times until the answer, and the same of what came to receivers. The first argument is the server's
// URL, or those of several that connections take in turns, so that neighbours are on different ones; the second the path, the
// third what is said first on each connection, is answered by what begins alike, and after which nothing is said: `40` opens a namespace of socket.io.
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { percentile } from '../report.ts'

const [servers = '', path = '/', hello = ''] = process.argv.slice(2)
const urls = servers.split(',').map(url => new URL(url))
/** Connections and logins that are begun at once; a real storm is spread by the clients' jitter. */
const atOnce = 500
/** For messages that are on their way when everybody stops writing. */
const lateMs = 200

/** One device. */
class Phone {
  readonly name: string
  readonly socket: Socket
  readonly opened: Promise<void>
  #rest: Buffer = Buffer.alloc(0)
  #isOpen = false
  #greeted: () => void = () => undefined
  #id = 0
  readonly #waiting = new Map<number, () => void>()

  constructor(name: string, { hostname, port }: URL) {
    this.name = name
    this.socket = connect({ port: Number(port), host: hostname, noDelay: true })
    this.socket.on('error', () => undefined)
    this.opened = new Promise((resolve, reject) => {
      this.socket.on('close', () => reject(new Error(`${name} was closed`)))
      this.socket.on('data', (bytes: Buffer) => {
        this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
        if (!this.#isOpen) {
          const end = this.#rest.indexOf('\r\n\r\n')
          if (end < 0) return
          if (!this.#rest.toString('latin1', 0, 12).endsWith('101'))
            reject(new Error(this.#rest.toString('latin1', 0, 60)))
          this.#rest = this.#rest.subarray(end + 4)
          this.#isOpen = true
          if (hello === '') resolve()
          else {
            this.#greeted = resolve
            this.#sendText(hello)
          }
        }
        this.#read()
      })
    })
    this.opened.catch(() => undefined)
    this.socket.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    )
  }

  send(frame: object): void {
    this.#sendText(JSON.stringify(frame))
  }

  #sendText(text: string): void {
    const size = Buffer.byteLength(text)
    const header = size < 126 ? Buffer.of(0x81, 0x80 | size) : Buffer.of(0x81, 0xfe, size >> 8, size & 0xff)
    this.socket.write(Buffer.concat([header, Buffer.alloc(4), Buffer.from(text)]))
  }

  /** Resolves with the time that the answer took, ms. */
  async ask(frame: object): Promise<number> {
    this.#id += 1
    const id = this.#id
    const startedMs = performance.now()
    const answered = new Promise<void>(resolve => this.#waiting.set(id, resolve))
    this.send({ ...frame, id })
    await answered
    return performance.now() - startedMs
  }

  #read(): void {
    for (;;) {
      const [, short = 0] = this.#rest
      if (this.#rest.length < 4) return
      const headerSize = short < 126 ? 2 : short === 126 ? 4 : 10
      const size =
        short < 126 ? short : short === 126 ? this.#rest.readUInt16BE(2) : Number(this.#rest.readBigUInt64BE(2))
      if (this.#rest.length < headerSize + size) return
      const text = this.#rest.toString('utf8', headerSize, headerSize + size)
      this.#rest = this.#rest.subarray(headerSize + size)
      this.#hear(text)
    }
  }

  #hear(text: string): void {
    if (hello !== '' && text.startsWith(hello)) this.#greeted()
    if (!text.startsWith('{') || text.startsWith('{"t":"x"')) return
    const frame = JSON.parse(text)
    if (frame.t === 'refused') throw new Error(`${this.name}: ${text}`)
    if (frame.t === 'entries' && frame.isCatchUp !== true) {
      for (const { kind, message } of frame.entries) if (kind === 'message') noteReceived(this.name, message)
      this.send({ t: 'ack', position: frame.position })
    }
    if (frame.t === 'welcome' || frame.t === 'reply') {
      this.#waiting.get(frame.id)?.()
      this.#waiting.delete(frame.id)
    }
  }
}

const phones: Phone[] = []
/** Times from sending to the receiver's device, ms: a message says when it was sent. */
let receivedMs: number[] = []

function noteReceived(user: string, { from, content }: { from: string; content: { message: string } }): void {
  const sentMs = Number(content.message.split(' ')[0])
  if (from !== user) receivedMs.push(performance.now() - sentMs)
}
// Heartbeats, spread over their interval.
setInterval(() => {
  for (const [index, phone] of phones.entries())
    if (hello === '' && phone.socket.writable) setTimeout(() => phone.send({ t: 'ping' }), (index % 100) * 90)
}, 10_000).unref()
process.stdout.write('ready here\n')

for await (const line of createInterface(process.stdin)) {
  const [word = '', ...rest] = line.split(' ')
  if (word === 'open') say('opened', await open(Number(rest[0])))
  if (word === 'login') say('logged-in', ...(await logIn(Number(rest[0]), Number(rest[1]), rest[2] ?? '')))
  if (word === 'chat') say('chatted', ...(await chat(Number(rest[0]), Number(rest[1]))))
}
process.exit(0)

function say(word: string, ...values: readonly number[]): void {
  process.stdout.write(`${word} ${values.join(' ')}\n`)
}

async function open(count: number): Promise<number> {
  const startedMs = performance.now()
  await pooled(count, async () => {
    await opened()
  })
  return performance.now() - startedMs
}

async function opened(): Promise<Phone> {
  const phone = new Phone(`user-${phones.length}`, urls[phones.length % urls.length] ?? new URL(servers))
  phones.push(phone)
  await phone.opened
  return phone
}

async function logIn(count: number, app: number, sign: string): Promise<readonly [tookMs: number, p99Ms: number]> {
  const startedMs = performance.now()
  const timesMs: number[] = []
  await pooled(count, async () => {
    const begunMs = performance.now()
    const phone = await opened()
    await phone.ask({ t: 'login', v: 1, app, user: phone.name, device: 'phone', platform: 3, sdk: 'bench/1', sign })
    timesMs.push(performance.now() - begunMs)
  })
  return [performance.now() - startedMs, percentile(timesMs, 0.99)]
}

async function chat(forMs: number, pauseMs: number): Promise<readonly number[]> {
  const untilMs = performance.now() + forMs
  const timesMs: number[] = []
  const talk = async (index: number): Promise<void> => {
    // People do not write in the same instant.
    await pause((index / phones.length) * pauseMs)
    for (let said = 0; performance.now() < untilMs; said += 1) {
      const params = {
        ...{ localId: `${index}-${said}-${untilMs}`, to: `user-${index + 1}`, conversationType: 0 },
        ...{ type: 1, content: { message: `${performance.now()} `.padEnd(60, 'x') }, priority: 2 },
      }
      const tookMs = (await phones[index]?.ask({ t: 'request', method: 'message.send', params })) ?? 0
      timesMs.push(tookMs)
      await pause(Math.max(0, pauseMs - tookMs))
    }
  }
  receivedMs = []
  await Promise.all(phones.flatMap((_, index) => (index % 2 === 0 && index + 1 < phones.length ? [talk(index)] : [])))
  await pause(lateMs)
  const received = [receivedMs.length, percentile(receivedMs, 0.5), percentile(receivedMs, 0.99)]
  return [timesMs.length, percentile(timesMs, 0.5), percentile(timesMs, 0.99), ...received]
}

async function pooled(count: number, run: () => Promise<void>): Promise<void> {
  let next = 0
  const work = async (): Promise<void> => {
    while (next < count) {
      next += 1
      await run()
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, work))
}
