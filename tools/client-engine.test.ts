// The built client in the engine of a phone's app: `uni` and `plus` as names that are handed in, a language of 2018, and nothing of a browser.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import type * as Client from '../packages/client/src/index.ts'
import { clientBundle } from './build-client.ts'

/** What iOS 12 has not, of what this engine has. */
const younger = [
  ...[
    'Promise.allSettled',
    'Promise.any',
    'Promise.withResolvers',
    'Object.fromEntries',
    'Object.hasOwn',
    'Object.groupBy',
  ],
  ...[
    'String.prototype.replaceAll',
    'String.prototype.matchAll',
    'String.prototype.at',
    'String.prototype.isWellFormed',
  ],
  ...['Array.prototype.at', 'Array.prototype.findLast', 'Array.prototype.toSorted', 'Array.prototype.toReversed'],
  ...['globalThis.BigInt', 'globalThis.Intl', 'globalThis.WeakRef', 'globalThis.Iterator'],
]

let program = ''
before(async () => {
  const { outputFiles } = await build({
    ...clientBundle,
    stdin: { contents: `export * from './src/index.ts'`, resolveDir: clientBundle.absWorkingDir ?? '', loader: 'ts' },
    format: 'cjs',
    write: false,
  })
  program = outputFiles[0]?.text ?? ''
})

interface Task {
  readonly sent: Record<string, unknown>[]
  readonly on: Record<string, (event?: unknown) => void>
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await setImmediate()
}

/** A uni-app on an iPhone, and what it opened. */
function anApp(): { readonly client: typeof Client; readonly tasks: Task[] } {
  const tasks: Task[] = []
  const kept = new Map<string, unknown>()
  const uni = {
    connectSocket: () => {
      const task: Task = { sent: [], on: {} }
      tasks.push(task)
      const hear = (name: string) => (run: () => void) => {
        task.on[name] = run
      }
      return {
        ...{ onOpen: hear('open'), onMessage: hear('message'), onClose: hear('close'), onError: hear('error') },
        send: ({ data }: { data: string }) => task.sent.push(JSON.parse(data)),
        close: () => {},
      }
    },
    getStorageSync: (key: string) => kept.get(key) ?? '',
    setStorageSync: (key: string, value: unknown) => void kept.set(key, value),
    removeStorageSync: (key: string) => void kept.delete(key),
    getSystemInfoSync: () => ({ platform: 'ios' }),
    onNetworkStatusChange: () => {},
  }
  const push = {
    getClientInfoAsync: (done: (info: object) => void) => done({ token: 'ab'.repeat(32) }),
    addEventListener: () => {},
    createMessage: () => {},
  }
  const plus = { os: { name: 'iOS' }, runtime: { setBadgeNumber: () => {} }, push }
  // S62: where a text is run as a program this engine throws.
  const codeGeneration = { strings: false, wasm: false }
  const context = createContext({ setTimeout, clearTimeout, console }, { codeGeneration })
  runInContext(younger.map(name => `delete ${name}`).join(';'), context)
  const made = { exports: {} as typeof Client }
  runInContext(`(function (module, exports, uni, plus) {${program}\n})`, context)(made, made.exports, uni, plus)
  return { client: made.exports, tasks }
}

test('S62 the built client logs in, registers for pushes, talks and leaves in the engine of an app, without eval', async t => {
  const { client, tasks } = anApp()
  const { ZIM, ZPNs } = client
  const told: unknown[] = []
  const zim = ZIM.create({ appID: 7, appSign: 'sign', server: 'https://push.example' })
  assert.ok(zim)
  t.after(() => zim.destroy())
  const push = ZPNs.getInstance()
  const registered = new Promise<{ pushID: string; errorCode: number }>(resolve => push.on('registered', resolve))
  await push.registerPush({ iOSEnvironment: 2 })
  const { pushID, errorCode } = await registered
  assert.equal(errorCode, 0)
  zim.on('peerMessageReceived', (_zim, { messageList }) => told.push(messageList[0]?.message))
  zim.on('groupStateChanged', (_zim, { groupInfo }) => told.push(groupInfo.groupAttributes))
  const login = zim.login('alice', {})
  await settled()
  const [task] = tasks
  assert.ok(task)
  task.on['open']?.()
  const { id, platform, pushIds } = task.sent[0] ?? {}
  assert.deepEqual([platform, String(pushIds)], [2, pushID])
  const say = (frame: object): void => task.on['message']?.({ data: JSON.stringify(frame) })
  const user = { id: 'alice', name: '', avatarUrl: '', extendedData: '' }
  const beats = { heartbeatMs: 10_000, timeoutMs: 30_000 }
  say({ t: 'welcome', id, session: 's', nowMs: 1, ...beats, cursor: 0, isNewDevice: true, user })
  await login
  say({ t: 'entries', position: 2, entries: [aMessage, aGroup] })
  await settled()
  assert.equal(JSON.stringify(told), '["你好😀",{"a":"b"}]')
  const message = { type: 1, message: '表情😀' }
  const sent = zim.sendMessage(message, 'bob', 0, { priority: 2, pushConfig: { title: 't', content: 'c' } })
  await settled()
  say({ t: 'reply', id: task.sent.at(-1)?.['id'], result: { id: '9', seq: 2, sentAtMs: 5, position: 3 } })
  assert.equal((await sent).message.messageSeq, 2)
  const ended = push.unregisterPush()
  await settled()
  const unbind = task.sent.find(({ method }) => method === 'push.unbind')
  say({ t: 'reply', id: unbind?.['id'], result: {} })
  await ended
  zim.destroy()
  say({ t: 'reply', id: task.sent.at(-1)?.['id'], result: {} })
})

const member = { id: 'alice', name: '', avatarUrl: '', nickname: '', role: 3, enteredAtMs: 1, enterType: 4 }
const modes = { joinMode: 0, inviteMode: 0, beInviteMode: 0 }
const aGroup = {
  ...{
    kind: 'group',
    position: 2,
    atMs: 9,
    event: 'created',
    members: [member],
    operator: { ...member, id: 'bob', role: 1 },
  },
  group: {
    ...{ id: 'g', name: 'n', avatarUrl: '', notice: '', attributes: { a: 'b' }, owner: 'bob', memberCount: 2 },
    ...{ memberMax: 5, ...modes, createdAtMs: 1 },
  },
}
const aMessage = {
  ...{ kind: 'message', position: 1 },
  message: {
    ...{ id: '1', conversationType: 0, from: 'bob', to: 'alice', seq: 1, type: 1, content: { message: '你好😀' } },
    sentAtMs: 9,
  },
}
