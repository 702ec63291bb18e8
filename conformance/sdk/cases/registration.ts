// ZPNs: registering with a vendor, binding to whoever logs in, ending it, and what a phone tells of notifications
// (spec/zego.md §1.5, §2.3, §2.4).
import type { Case } from '../case.ts'
import { holds, refused, same } from '../checks.ts'
import type { Device } from '../device.ts'
import type { World } from '../world.ts'
import { text } from './common.ts'

const pushed = { priority: 2, pushConfig: { title: 'New message', content: 'Look', payload: 'p' } } as const

/** Resolves once the phone of a killed app has shown a push to its user, which proves the binding. */
async function assertReached(world: World, to: Device, token: string): Promise<void> {
  to.kill()
  const sender = await world.user('sender')
  await sender.zim.sendMessage(text('hello'), to.user, 0, pushed)
  same((await world.host.notification('apns', token)).shown?.title, 'New message')
}

/** Sends to one who must not be pushed to, then to one who is: when the second push was made, the first one would have been. */
async function assertUnreached(world: World, user: string, token: string): Promise<void> {
  const sender = await world.user('sender')
  const witness = await world.handset('witness')
  witness.kill()
  await sender.zim.sendMessage(text('hello'), user, 0, pushed)
  await sender.zim.sendMessage(text('hello'), witness.user, 0, pushed)
  await world.host.notification('apns', witness.token)
  same(await world.host.shown('apns', token), [])
}

const bindings: readonly Case[] = [
  {
    name: 'registers: tells a PushID, and registerPush itself resolves at once',
    async run(world) {
      const phone = await world.phone()
      const alice = await world.device(world.name('alice'), { phone })
      same((await alice.zpns.registerPush({})) === undefined, true)
      const { pushID, errorCode, msg } = await alice.heard('registered')
      same([errorCode, msg, pushID.length > 10, pushID.includes(' ')], [0, '', true, false])
    },
  },
  {
    name: 'tells why there is no PushID: no vendor, no token',
    async run(world) {
      const without = await world.device(world.name('alice'))
      await without.zpns.registerPush({})
      same((await without.heard('registered')).errorCode, 6000404)
      const phone = await world.phone()
      const empty = await world.device(world.name('bob'), { phone })
      empty.push.give([])
      await empty.zpns.registerPush({})
      const { errorCode, pushID } = await empty.heard('registered')
      same([errorCode, pushID], [6000403, ''])
    },
  },
  {
    name: 'binds at the login what was registered before it',
    async run(world) {
      const alice = await world.handset('alice')
      await assertReached(world, alice, alice.token)
    },
  },
  {
    name: 'binds at once what is registered during a session',
    async run(world) {
      const phone = await world.phone()
      const alice = await world.user('alice', { phone })
      await alice.zpns.registerPush({})
      await alice.heard('registered')
      await assertReached(world, alice, phone.token)
    },
  },
  {
    name: "binds the vendor's new token in place of the old one",
    async run(world) {
      const alice = await world.handset('alice')
      const next = await world.phone()
      alice.push.renew(next)
      await alice.heard('registered', () => alice.all('registered').length === 2)
      await assertReached(world, alice, next.token)
      same(await world.host.shown('apns', alice.token), [])
    },
  },
  {
    name: 'I5 logout unbinds, and so does unregisterPush, also when nobody is logged in',
    async run(world) {
      const out = await world.handset('out')
      await out.zim.logout()
      await assertUnreached(world, out.user, out.token)
      const quiet = await world.handset('quiet')
      await quiet.zpns.unregisterPush()
      quiet.kill()
      await assertUnreached(world, quiet.user, quiet.token)
      same(
        quiet.push.calls.some(({ kind }) => kind === 'release'),
        true,
      )
    },
  },
  {
    name: 'I6 the newest login has the phone: the earlier user is not pushed to on it',
    async run(world) {
      const first = await world.handset('first')
      first.kill()
      const phone = { source: 'apns', token: first.token, environment: 'production' } as const
      const second = await world.device(world.name('second'), { phone, shelf: first.shelf })
      await second.zpns.registerPush({})
      await second.heard('registered')
      await world.login(second)
      await assertUnreached(world, first.user, first.token)
      await assertReached(world, second, first.token)
    },
  },
  {
    name: 'unregisterPush before registerPush does nothing, and nothing of pushes needs ZIM',
    async run(world) {
      const alice = await world.device(world.name('alice'), { phone: await world.phone() })
      await alice.zpns.unregisterPush()
      same([alice.all('registered'), alice.push.calls], [[], []])
      await alice.zpns.applyNotificationPermission()
      await alice.zpns.applyNotificationPermission()
      same(alice.push.calls, [{ kind: 'permission' }])
      let thrown = ''
      try {
        alice.zpns.on('nonsense' as 'registered', () => {})
      } catch (cause) {
        thrown = (cause as Error).constructor.name
      }
      same(thrown, 'Error')
    },
  },
]

const notice = {
  source: 'apns',
  extras: { aps: { alert: { title: 'T', body: 'C' } }, payload: '{"room":7}', other: 1 },
} as const

const notifications: readonly Case[] = [
  {
    name: 'a tap that started the app is told once, after the registration; others at once',
    async run(world) {
      const alice = await world.device(world.name('alice'), { phone: await world.phone() })
      alice.push.tell('clicked', notice)
      same(alice.all('notificationClicked'), [])
      await alice.zpns.registerPush({})
      const clicked = await alice.heard('notificationClicked')
      same(
        [clicked.title, clicked.content, clicked.payload, clicked.extras['payload'], clicked.pushSourceType],
        ['T', 'C', '{"room":7}', '{"room":7}', 1],
      )
      same(clicked.extras['other'], 1)
      same(
        alice.told.map(({ event }) => event),
        ['registered', 'notificationClicked'],
      )
      alice.push.tell('clicked', notice)
      same(alice.all('notificationClicked').length, 2)
    },
  },
  {
    name: 'a tap waits for who listens to it',
    async run(world) {
      const alice = await world.device(world.name('alice'), { phone: await world.phone() })
      await alice.zpns.registerPush({})
      await alice.heard('registered')
      alice.zpns.off('notificationClicked')
      alice.push.tell('clicked', notice)
      same(alice.all('notificationClicked'), [])
      alice.listen('notificationClicked')
      same(alice.all('notificationClicked').length, 1)
    },
  },
  {
    name: 'a notification that was shown, and one that is data, each have their event',
    async run(world) {
      const alice = await world.device(world.name('alice'), { phone: await world.phone('xiaomi') })
      await alice.zpns.registerPush({})
      await alice.heard('registered')
      const extras = JSON.stringify({ payload: 'p', k: 'v' })
      alice.push.tell('arrived', { source: 'xiaomi', title: 'T', content: 'C', extras })
      alice.push.tell('through', { source: 'xiaomi', extras })
      const arrived = await alice.heard('notificationArrived')
      same(
        [arrived.title, arrived.content, arrived.payload, arrived.extras['k'], arrived.pushSourceType],
        ['T', 'C', 'p', 'v', 4],
      )
      same((await alice.heard('throughMessageReceived')).payload, 'p')
    },
  },
  {
    name: 'the badge of the server is a whole number, set while somebody is logged in; increments count on from it',
    async run(world) {
      const alice = await world.handset('alice')
      await alice.zim.updateUserBadge(5)
      await refused(alice.zim.updateUserBadge(-1), 6000001)
      alice.kill()
      const sender = await world.user('sender')
      const pushConfig = { title: 'T', content: 'C', enableBadge: true, badgeIncrement: 2 }
      await sender.zim.sendMessage(text('x'), alice.user, 0, { priority: 2, pushConfig })
      const { payload } = await world.host.notification('apns', alice.token)
      same((payload as { readonly aps?: { readonly badge?: number } }).aps?.badge, 7)
      let thrown = false
      try {
        alice.zpns.setServerBadge(-1)
      } catch {
        thrown = true
      }
      holds(thrown, 'a badge below 0 is refused')
    },
  },
]

export const registrationCases: readonly Case[] = [...bindings, ...notifications]
