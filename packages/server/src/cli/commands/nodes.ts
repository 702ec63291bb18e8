// `posthouse nodes`: the processes that share the database.
import { type EndpointReply, nodeEndpoints } from '@posthouse/protocol'
import type { Bilingual } from '../../domain/reason.ts'
import { answered, type ClientCommand, type Context } from '../command.ts'
import { connect } from '../connect.ts'
import { dateOf, table } from '../text.ts'

type Nodes = EndpointReply<typeof nodeEndpoints.nodeList>
type Node = Nodes['nodes'][number]

/** `nodes`. */
export const nodes: ClientCommand = {
  name: 'nodes',
  section: 'server',
  summary: {
    en: 'The processes that share the database, and which of them are there',
    zh: '列出共用数据库的节点及其状态',
  },
  notes: {
    en: 'To take a node out, send it SIGTERM: it says that it is not ready, ends what is open and leaves. What it leaves open the others take up.',
    zh: '如需摘除节点，向其发送 SIGTERM：节点随即变为未就绪，处理完手头工作后退出；未完成的工作由其他节点接手。',
  },
  arguments: [],
  flags: [],
  examples: [
    { line: 'posthouse nodes', text: { en: 'those that left or died today too', zh: '包括当天离开或失联的节点' } },
  ],
  async run(context) {
    const found = await connect(context).operate(nodeEndpoints.nodeList)
    const rows = found.nodes.map(node => rowOf(context, node, node.number === found.self))
    return answered(found, [...table([headOf(context), ...rows]), ...aloneLines(context, found)])
  },
}

const states: Readonly<Record<Node['state'], Bilingual>> = {
  present: { en: 'present', zh: '在线' },
  left: { en: 'left', zh: '已离开' },
  gone: { en: 'gone', zh: '失联' },
}

const buses: Readonly<Record<Node['bus'], Bilingual>> = {
  alone: { en: 'none', zh: '无' },
  connected: { en: 'connected', zh: '已连接' },
  'cut-off': { en: 'cut off', zh: '已中断' },
}

function headOf({ say }: Context): readonly string[] {
  return [
    { en: 'NUMBER', zh: '编号' },
    { en: 'NAME', zh: '名称' },
    { en: 'STATE', zh: '状态' },
    { en: 'ROLES', zh: '角色' },
    { en: 'CONNECTIONS', zh: '连接数' },
    { en: 'BUS', zh: '总线' },
    { en: 'VERSION', zh: '版本' },
    { en: 'STARTED', zh: '启动时间' },
    { en: 'LAST SEEN', zh: '最近在线' },
  ].map(say)
}

function rowOf({ say, io }: Context, node: Node, isSelf: boolean): readonly string[] {
  const { number, name, state, roles, connections, bus, version, startedAt, seenAt } = node
  return [
    `${number}${isSelf ? '*' : ''}`,
    name,
    say(states[state]),
    roles.join(','),
    String(connections),
    state === 'present' ? say(buses[bus]) : '–',
    version,
    dateOf(startedAt, io.timeZone),
    dateOf(seenAt, io.timeZone),
  ]
}

function aloneLines({ say }: Context, { nodes: all }: Nodes): readonly string[] {
  if (all.filter(({ state }) => state === 'present').length > 1) return []
  return [say({ en: 'One process does everything.', zh: '当前只有一个进程，承担全部工作。' })]
}
