// `posthouse bind` and `posthouse unbind`: a device of a user and a notifier, by hand; in the sandbox with a token made on the spot.
import { bindingEndpoints } from '@posthouse/protocol'
import { vendors } from '@posthouse/vendors'
import { exchange, jsonOf } from '../client.ts'
import { answered, type ClientCommand, type Context, type Flag, word } from '../command.ts'
import { type AppConnection, connectApp } from '../connect.ts'
import { CommandError, exits, usageError } from '../exit.ts'
import { notifiersOf } from './notifier.ts'

const user = { name: 'USER', text: { en: 'the user id', zh: '用户 ID' } } as const
const deviceFlag: Flag = { name: 'device', value: 'ID', text: { en: "the device's id", zh: '设备 ID' } }
const notifierFlag: Flag = { name: 'notifier', value: 'NAME', text: { en: "the notifier's name", zh: '推送证书名称' } }

interface WantedBinding {
  readonly device_id: string
  readonly device_token: string
  readonly notifier_name: string
}

/** `bind`. */
export const bind: ClientCommand = {
  name: 'bind',
  section: 'sending',
  summary: { en: 'Bind a device of a user to a notifier', zh: '将用户的设备绑定到推送证书' },
  notes: {
    en: 'In the sandbox, --vendor alone is enough: the simulator makes a new token and the device gets a new id.',
    zh: '在沙箱中仅需 --vendor：模拟器会生成新的 token 和设备 ID。',
  },
  arguments: [user],
  flags: [
    deviceFlag,
    { name: 'token', value: 'TOKEN', text: { en: "the vendor's device token", zh: '厂商的设备 token' } },
    notifierFlag,
    {
      name: 'vendor',
      value: 'VENDOR',
      choices: vendors.map(({ name }) => name),
      text: { en: 'sandbox only: make a token of this vendor', zh: '仅沙箱：生成该厂商的 token' },
    },
  ],
  examples: [
    {
      line: 'posthouse bind alice --device phone-1 --token 740f4707… --notifier ios',
      text: { en: 'a token from a phone', zh: '来自手机的 token' },
    },
    { line: 'posthouse bind alice --vendor apns', text: { en: 'a simulated iPhone', zh: '模拟的 iPhone' } },
  ],
  async run(context) {
    const app = await connectApp(context)
    const vendor = context.given.text('vendor')
    const body = vendor === undefined ? givenBinding(context) : await simulatedBinding(context, app, vendor)
    const username = word(context.given, 0)
    const { reply } = await app.call(bindingEndpoints.bindingPut, { params: { username }, body })
    return answered({ username, ...body, bindings: reply.entities }, [
      context.say({
        en: `Device ${body.device_id} of ${username} is bound to ${body.notifier_name}.`,
        zh: `${username} 的设备 ${body.device_id} 已绑定到 ${body.notifier_name}。`,
      }),
    ])
  },
}

/** `unbind`. */
export const unbind: ClientCommand = {
  name: 'unbind',
  section: 'sending',
  summary: { en: "Remove a device's binding, or all of its bindings", zh: '移除设备的一个或全部绑定' },
  arguments: [user],
  flags: [deviceFlag, { ...notifierFlag, text: { en: 'only this one; default: all', zh: '仅此证书；默认全部' } }],
  examples: [
    {
      line: 'posthouse unbind alice --device phone-1',
      text: { en: 'every binding of the device', zh: '设备的全部绑定' },
    },
  ],
  async run(context) {
    const { given, say } = context
    const username = word(given, 0)
    const device = demanded(given.text('device'), 'device')
    const notifier = given.text('notifier') ?? ''
    const app = await connectApp(context)
    const body = { device_id: device, device_token: '', notifier_name: notifier }
    const { reply } = await app.call(bindingEndpoints.bindingPut, { params: { username }, body })
    const left = reply.entities.length
    return answered({ username, device, bindings: reply.entities }, [
      say({
        en: `Device ${device} of ${username} has ${left} ${left === 1 ? 'binding' : 'bindings'} left.`,
        zh: `${username} 的设备 ${device} 还剩 ${left} 个绑定。`,
      }),
    ])
  },
}

function givenBinding({ given }: Context): WantedBinding {
  return {
    device_id: demanded(given.text('device'), 'device'),
    device_token: demanded(given.text('token'), 'token'),
    notifier_name: demanded(given.text('notifier'), 'notifier'),
  }
}

/** A token in the vendor's shape, registered with its simulator for the notifier's package. */
async function simulatedBinding(context: Context, app: AppConnection, vendor: string): Promise<WantedBinding> {
  const { given, io } = context
  const control = app.connection.demo?.control
  if (!control) {
    throw new CommandError(exits.config, {
      en: '--vendor works in the sandbox only: start the server with `posthouse serve --sandbox`, or give --device, --token and --notifier.',
      zh: '--vendor 仅适用于沙箱：请用 `posthouse serve --sandbox` 启动，或提供 --device、--token 和 --notifier。',
    })
  }
  const provider = vendors.find(({ name }) => name === vendor)?.provider
  const named = given.text('notifier')
  const notifier = (await notifiersOf(app)).find(
    one => one.provider === provider && (named === undefined || one.name === named),
  )
  if (!notifier) {
    throw new CommandError(exits.failed, {
      en: `The app has no notifier${named === undefined ? '' : ` ${named}`} for ${vendor}; see \`posthouse notifier list\`.`,
      zh: `应用没有${named === undefined ? '' : `名为 ${named} 的`} ${vendor} 推送证书；参见 \`posthouse notifier list\`。`,
    })
  }
  const index = io.clock.now()
  const answer = await exchange(io, {
    method: 'POST',
    url: `${control.url}/${vendor}/tokens`,
    headers: { authorization: `Bearer ${control.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ app: notifier.packageName ?? '', index }),
    signal: io.signal,
  })
  const { token, error } = jsonOf(answer, control.url)
  if (typeof token !== 'string') {
    const said = String(error)
    throw new CommandError(exits.failed, { en: `The simulator refused: ${said}.`, zh: `模拟器拒绝：${said}。` })
  }
  const device = given.text('device') ?? `${vendor}-${index.toString(36)}`
  return { device_id: device, device_token: token, notifier_name: notifier.name }
}

function demanded(value: string | undefined, flag: string): string {
  if (value !== undefined && value !== '') return value
  throw usageError({ en: `--${flag} is missing.`, zh: `缺少 --${flag}。` })
}
