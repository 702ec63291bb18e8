// `posthouse resource …`: options for phone makers under the names that senders of the online channel use.
import { type JsonObject, pushResourceEndpoints } from '@posthouse/protocol'
import { type Argument, answered, type ClientCommand, type Context, listed, word } from '../command.ts'
import { connectApp } from '../connect.ts'
import { usageError } from '../exit.ts'
import { table } from '../text.ts'

const nameArgument: Argument = {
  name: 'NAME',
  text: {
    en: 'what senders write as resourcesID, at most 32 characters',
    zh: '发送方填写的 resourcesID，最多 32 个字符',
  },
}

/** Vendors whose options a resource has, each a flag. */
const vendorFlags = ['apns', 'fcm', 'huawei', 'oppo', 'xiaomi', 'vivo', 'harmony'] as const

/** `resource set`. */
export const resourceSet: ClientCommand = {
  name: 'resource set',
  section: 'notifiers',
  summary: {
    en: 'Make or replace a push resource: options for phone makers by name',
    zh: '创建或替换推送资源：以名称保存的厂商推送选项',
  },
  notes: {
    en: 'The members of each vendor are those of PUT …/push-resources/{resource} in the reference. What is not named is taken away.',
    zh: '各厂商的成员见接口文档 PUT …/push-resources/{resource}。未指定的内容会被移除。',
  },
  arguments: [nameArgument],
  flags: vendorFlags.map(name => ({
    name,
    value: 'JSON',
    text: { en: `options of ${name}, an object`, zh: `${name} 的选项，JSON 对象` },
  })),
  examples: [
    {
      line: `posthouse resource set call --apns '{"kind":"voip"}' --fcm '{"kind":"data","priority":"high"}'`,
      text: { en: 'calls that ring', zh: '响铃的呼叫' },
    },
  ],
  async run(context) {
    const id = word(context.given, 0)
    const body = optionsOf(context)
    const app = await connectApp(context)
    const resource = await app.operate(pushResourceEndpoints.pushResourcePut, { params: { resource: id }, body })
    return answered(resource, [context.say({ en: `Push resource ${id} is stored.`, zh: `推送资源 ${id} 已保存。` })])
  },
}

/** `resource list`. */
export const resourceList: ClientCommand = {
  name: 'resource list',
  section: 'notifiers',
  summary: { en: 'Push resources in order of name', zh: '按名称顺序列出推送资源' },
  arguments: [],
  flags: [],
  examples: [{ line: 'posthouse resource list', text: { en: 'with their options', zh: '及其选项' } }],
  async run(context) {
    const app = await connectApp(context)
    const { resources } = await app.operate(pushResourceEndpoints.pushResourceList)
    const rows = resources.flatMap(({ id, options }) =>
      Object.entries(options).map(([vendor, members]) => [id, vendor, JSON.stringify(members)]),
    )
    const bare = resources.filter(({ options }) => Object.keys(options).length === 0).map(({ id }) => [id, '', ''])
    return answered({ resources }, listed(context, table([...rows, ...bare])))
  },
}

/** `resource delete`. */
export const resourceDelete: ClientCommand = {
  name: 'resource delete',
  section: 'notifiers',
  summary: { en: 'Delete a push resource', zh: '删除推送资源' },
  arguments: [nameArgument],
  flags: [],
  examples: [
    {
      line: 'posthouse resource delete call',
      text: { en: 'pushes that name it go out without its options', zh: '指定该资源的推送将不带其选项发出' },
    },
  ],
  async run(context) {
    const id = word(context.given, 0)
    const app = await connectApp(context)
    const reply = await app.operate(pushResourceEndpoints.pushResourceDelete, { params: { resource: id } })
    return answered(reply, [context.say({ en: `Push resource ${id} is deleted.`, zh: `推送资源 ${id} 已删除。` })])
  },
}

function optionsOf({ given }: Context): JsonObject {
  const named = vendorFlags.flatMap(name => {
    const text = given.text(name)
    return text === undefined ? [] : [[name, objectOf(name, text)] as const]
  })
  return Object.fromEntries(named)
}

function objectOf(flag: string, text: string): JsonObject {
  const value = parsed(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw usageError({ en: `resource set: --${flag} is no JSON object.`, zh: `resource set：--${flag} 不是 JSON 对象。` })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
