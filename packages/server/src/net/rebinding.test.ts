import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { resolveWith } from './dns.ts'
import { createEgress } from './egress.ts'

const rounds = 1_000

/** The answer to one question: the question again, and A records with a lifetime of 0; nothing for other types. */
function answerTo(query: Buffer, addresses: readonly string[]): Buffer {
  let end = 12
  while (query[end] !== 0) end += 1 + (query[end] ?? 0)
  const isA = query.readUInt16BE(end + 1) === 1
  const records = isA ? addresses : []
  const header = Buffer.from(query.subarray(0, 12))
  header.writeUInt16BE(0x8180, 2)
  header.writeUInt16BE(records.length, 6)
  header.writeUInt16BE(0, 8)
  header.writeUInt16BE(0, 10)
  const answers = records.map(address =>
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
  )
  return Buffer.concat([header, query.subarray(12, end + 5), ...answers])
}

test(`S22, F88: a name whose addresses change with every question never leads inside (${rounds} rounds)`, async () => {
  // 127.0.0.2 stands for the public internet, 127.0.0.1 for what must not be reached; both listen on one port.
  let canaryHits = 0
  const canary = createTcpServer(socket => {
    canaryHits += 1
    socket.destroy()
  })
  canary.listen(0, '127.0.0.1')
  await once(canary, 'listening')
  const { port } = canary.address() as AddressInfo
  const hosts = new Set<string | undefined>()
  const good = createServer((request, response) => {
    hosts.add(request.headers.host)
    response.writeHead(200, { connection: 'close' }).end()
  })
  good.listen(port, '127.0.0.2')
  await once(good, 'listening')

  let questions = 0
  const answers = [['127.0.0.2'], ['127.0.0.1'], ['127.0.0.2', '127.0.0.1'], ['127.0.0.1', '127.0.0.2']]
  const dns = createSocket('udp4')
  dns.on('message', (query, from) => {
    questions += 1
    dns.send(answerTo(query, answers[Math.floor(questions / 2) % answers.length] ?? []), from.port, from.address)
  })
  dns.bind(0, '127.0.0.1')
  await once(dns, 'listening')

  const egress = createEgress(systemClock, {
    allowHttp: true,
    allowLoopback: false,
    allowCidrs: ['127.0.0.2'],
    ownAddresses: [],
    extraPorts: 'any',
    resolve: resolveWith([`127.0.0.1:${dns.address().port}`]),
  })
  const counts = { answered: 0, failed: 0, refused: 0 }
  const request = { url: `http://rebind.example.test:${port}/hook`, headers: {}, body: '{}' }
  const round = async () => {
    const result = await egress.post(request, new AbortController().signal)
    counts[result.kind] += 1
  }
  for (let done = 0; done < rounds; done += 20) await Promise.all(Array.from({ length: 20 }, round))

  await egress[Symbol.asyncDispose]()
  dns.close()
  good.closeAllConnections()
  good.close()
  canary.close()
  assert.equal(canaryHits, 0)
  assert.ok(counts.answered > 0 && counts.refused > 0, JSON.stringify(counts))
  assert.ok(questions > 0)
  assert.deepEqual([...hosts], [`rebind.example.test:${port}`])
})
