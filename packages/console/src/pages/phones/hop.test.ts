import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type Hop, hopOf } from './hop.ts'

/** Seed 004, 方案介绍, sentence by sentence. */
const seed: readonly (readonly [Hop['from'], Hop['to'], string])[] = [
  ['receiver', 'vendor', '消息接收方开启各厂商的推送通道，向各厂商的推送服务器发送请求，获取 Token。'],
  ['vendor', 'receiver', '各厂商的推送服务器，将 Token 返回给接收方。'],
  ['receiver', 'zim', '接收方生成 PushID，并向 ZIM 服务器发送请求，绑定用户与 PushID 的关系。'],
  ['sender', 'zim', '发送方开始发送消息，消息存储到 ZIM 服务器。'],
  ['zim', 'receiver', 'ZIM 服务器会确认接收方的客户端是否在线。'],
  ['zim', 'zpns', '如果接收方的客户端不在线，ZIM 服务器会将消息转发给 ZPNs 服务器。'],
  ['zpns', 'vendor', 'ZPNs 服务器将离线消息转发给各厂商的推送服务器。'],
  ['vendor', 'receiver', '各厂商的服务器将消息通过“离线推送”的方式，推送给接收方；接收方登录后，即可收到离线消息。'],
]

it('the hops are those of the seed’s eight steps, in its order', () => {
  for (const [at, [from, to, text]] of seed.entries()) assert.deepEqual(hopOf(at + 1), { from, to }, text)
  assert.deepEqual([hopOf(0), hopOf(9)], [undefined, undefined])
})
