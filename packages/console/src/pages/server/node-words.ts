// The words of the nodes.
import { wordsOf } from '../../words/words.ts'

/** See the head of the file. */
export const nodeWords = wordsOf({
  nodes: { en: 'Nodes', zh: '节点' },
  lead: {
    en: 'The processes that share this database. One that is not heard for 15 seconds is gone, and the others take up its work. To take one out, send it SIGTERM.',
    zh: '共用此数据库的进程。15 秒没有消息的节点视为失联，其工作由其他节点接手。如需摘除节点，向其发送 SIGTERM。',
  },
  one: {
    en: 'One node does everything: it answers, holds the connections and sends. While it is down nothing is accepted, and nothing that was accepted is lost. With PostgreSQL and NATS more nodes can share the work.',
    zh: '当前只有一个节点，承担接口、长连接与推送的全部工作。它停止期间不接受新请求，已接受的内容不会丢失。使用 PostgreSQL 与 NATS 后可由多个节点分担。',
  },
  number: { en: 'No.', zh: '编号' },
  name: { en: 'Name', zh: '名称' },
  self: { en: 'answers you', zh: '当前应答' },
  state: { en: 'State', zh: '状态' },
  present: { en: 'present', zh: '在线' },
  left: { en: 'left', zh: '已离开' },
  gone: { en: 'gone', zh: '失联' },
  roles: { en: 'Roles', zh: '角色' },
  api: { en: 'API', zh: '接口' },
  gateway: { en: 'gateway', zh: '网关' },
  worker: { en: 'worker', zh: '推送' },
  connections: { en: 'Devices', zh: '设备数' },
  bus: { en: 'Bus', zh: '总线' },
  alone: { en: 'none', zh: '无' },
  connected: { en: 'connected', zh: '已连接' },
  'cut-off': { en: 'cut off', zh: '已中断' },
  version: { en: 'Version', zh: '版本' },
  started: { en: 'Started', zh: '启动' },
  seen: { en: 'Last seen', zh: '最近在线' },
})
