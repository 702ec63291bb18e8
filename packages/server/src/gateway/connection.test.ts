// A connection in a house whose seconds pass when a test says so: what ends by time, and what by its bytes.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { decodeServerFrame, type ServerFrame } from '@posthouse/protocol/frames'
import { WebSocket } from 'ws'
import { SocketMaker } from './client-socket.ts'
import { Connection, type House } from './connection.ts'
import { OnlineApp, OnlineUser, Session } from './sessions.ts'

/** What connections asked for, and the second that it is. */
class Notes implements House {
  tick = 0
  ms = 1_000_000
  readonly watched: number[] = []
  readonly said: string[] = []

  nowMs(): number {
    return this.ms
  }

  watch(_one: Connection, tick: number): void {
    this.watched.push(tick)
  }

  logIn(one: Connection): void {
    this.said.push('log-in')
    one.tell({ kind: 'admitted' })
  }

  forget(): void {
    this.said.push('forget')
  }

  answer(): void {
    this.said.push('answer')
  }

  note(_session: Session, position: number): void {
    this.said.push(`note ${position}`)
  }

  ended(_one: Connection, _session: Session, reason: string): void {
    this.said.push(`ended ${reason}`)
  }

  closed(): void {}
}

describe('a connection', () => {
  let server: Server
  let house: Notes
  let connection: Connection
  let client: WebSocket
  let frames: ServerFrame[]

  beforeEach(async () => {
    const maker = new SocketMaker()
    server = createServer()
    house = new Notes()
    frames = []
    const made = new Promise<Connection>(resolve =>
      server.on('upgrade', (request, socket, head) => {
        const origin = { address: '127.0.0.1', port: 1 }
        maker.make(request, socket as Socket, head, web => {
          const one = new Connection(house, web, socket as Socket, origin)
          resolve(one)
          return one
        })
      }),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
    client.on('message', data => frames.push(decodeServerFrame(String(data))))
    await once(client, 'open')
    connection = await made
  })
  afterEach(() => {
    client.terminate()
    server.close()
  })

  const login = JSON.stringify({ t: 'login', v: 1, id: 1, app: 1, user: 'a', device: 'd', platform: 1, sdk: '' })
  const bye = async (): Promise<unknown> => {
    const [code] = await once(client, 'close')
    return [frames.at(-1), code]
  }
  const seated = (expiresAtMs: number): Session => {
    const seat = { deviceId: 'd' as never, platform: 1, name: '', resource: 'r', sdk: '', ip: '', sinceMs: 0 }
    const user = new OnlineUser(new OnlineApp(1 as never), 'a' as never)
    const session = new Session(user, { ...seat, line: connection })
    session.expiresAtMs = expiresAtMs
    connection.session = session
    return session
  }

  it('has five seconds for its first frame', async () => {
    assert.deepEqual(house.watched, [5])
    assert.equal(connection.look(4), 5)
    assert.equal(connection.look(5), 0)
    assert.deepEqual(await bye(), [{ t: 'bye', reason: 'no-login' }, 4005])
  })

  it('is over after thirty seconds of silence, and each frame begins them anew', async () => {
    connection.heard(login)
    house.tick = 20
    assert.equal(connection.look(20), 30)
    connection.heard('{"t":"ping"}')
    assert.equal(connection.look(30), 50)
    connection.pinged(Buffer.from('x'))
    house.tick = 49
    assert.equal(connection.look(49), 50)
    assert.equal(connection.look(50), 0)
    assert.deepEqual(await bye(), [{ t: 'bye', reason: 'silent' }, 4010])
    assert.deepEqual(frames.slice(0, -1), [{ t: 'pong', nowMs: 1_000_000 }])
  })

  it('F98 is over when its token is, which may be renewed before', async () => {
    connection.heard(login)
    const session = seated(house.ms + 3_500)
    assert.equal(connection.look(1), 5)
    session.expiresAtMs = house.ms + 9_000
    house.ms += 4_000
    assert.equal(connection.look(5), 10)
    house.ms += 5_000
    assert.equal(connection.look(10), 0)
    assert.deepEqual(await bye(), [{ t: 'bye', reason: 'token-expired' }, 4002])
    assert.deepEqual(house.said, ['log-in', 'ended token-expired'])
  })

  it('is cut off when the other side does not close within two seconds of the last word', async () => {
    client.pause()
    connection.end('going-away')
    assert.equal(house.watched.at(-1), 2)
    assert.equal(connection.look(2), 0)
    client.resume()
    assert.deepEqual(await bye(), [{ t: 'bye', reason: 'going-away' }, 4000])
    connection.send(Buffer.from('never'))
    connection.heard(login)
    assert.deepEqual(house.said, [])
  })

  it('hears acknowledgements, requests and what is to be forgotten in its time', () => {
    connection.heard('{"t":"forget","v":1,"id":1,"app":1,"pushId":"p"}')
    connection.heard(login)
    seated(0)
    connection.heard('{"t":"ack","position":4}')
    connection.heard('{"t":"request","id":1,"method":"m","params":{}}')
    assert.deepEqual(house.said, ['forget', 'log-in', 'note 4', 'answer'])
  })
})
