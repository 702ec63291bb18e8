// Pushes of the app's server by the long connection: strategies 1, 3 and 4 (spec/easemob.md §6.9), as ZPNs tells of them.
import type { Case } from '../case.ts'
import { same } from '../checks.ts'
import type { Device } from '../device.ts'
import type { World } from '../world.ts'
import { lose } from './common.ts'

const pushMessage = { title: 'Sale', content: 'Today only', ext: { payload: 'shop' }, easemob: {} }

/** What came of a push that the app's server asked for. */
async function push(world: World, to: Device, strategy: number, more: object = {}): Promise<unknown> {
  const body = { strategy, pushMessage: { ...pushMessage, ...more } }
  const answer = await world.host.app('POST', `push/sync/${to.user}`, body)
  same(answer.status, 200)
  return answer.body.data[0].pushStatus
}

export const ownChannelCases: readonly Case[] = [
  ...[1, 3, 4].map(
    (strategy): Case => ({
      name: `a push of strategy ${strategy} to who is connected is shown by the app and told as arrived, and no vendor has it`,
      async run(world) {
        const alice = await world.handset('alice')
        same(await push(world, alice, strategy), 'SUCCESS')
        const { title, content, extras, pushSourceType } = await alice.heard('notificationArrived')
        same([title, content, pushSourceType, typeof extras], ['Sale', 'Today only', 0, 'object'])
        const shown = alice.push.calls.filter(({ kind }) => kind === 'local')
        same(shown.length, 1)
        same(await world.host.shown('apns', alice.token), [])
        same(alice.all('notificationArrived').length, 1)
      },
    }),
  ),
  {
    name: 'a push of strategy 1 waits for who is away, and comes once to each device',
    async run(world) {
      const alice = await world.handset('alice')
      await lose(alice)
      same(await push(world, alice, 1), 'SUCCESS')
      alice.network.mend()
      same((await alice.heard('notificationArrived')).title, 'Sale')
      same(await world.host.shown('apns', alice.token), [])
      alice.kill()
      const again = await world.again(alice)
      same(again.all('notificationArrived'), [])
    },
  },
  {
    name: 'a push of strategy 3 goes to the vendor for who is away, one of strategy 4 nowhere',
    async run(world) {
      const [alice, bob] = [await world.handset('alice'), await world.handset('bob')]
      for (const one of [alice, bob]) {
        one.kill()
        await world.until('the end of the connection', async () => {
          const { body } = await world.host.app('GET', `users/${one.user}/status`)
          return body.data?.[one.user] === 'offline' ? true : undefined
        })
      }
      same(await push(world, bob, 4), 'FAIL')
      same(await push(world, alice, 3), 'SUCCESS')
      same((await world.host.notification('apns', alice.token)).shown?.title, 'Sale')
      same(await world.host.shown('apns', bob.token), [])
      const again = await world.again(alice)
      same(again.all('notificationArrived'), [])
    },
  },
  {
    name: 'a push that is not to be shown is told as data',
    async run(world) {
      const alice = await world.handset('alice')
      same(await push(world, alice, 1, { easemob: { needNotification: false } }), 'SUCCESS')
      same((await alice.heard('throughMessageReceived')).title, 'Sale')
      same([alice.all('notificationArrived'), alice.push.calls.filter(({ kind }) => kind === 'local')], [[], []])
    },
  },
  {
    name: 'a push by the long connection is reported as arrived, and as tapped when it is, in its trace',
    async run(world) {
      const alice = await world.handset('alice')
      await push(world, alice, 1)
      const { extras } = await alice.heard('notificationArrived')
      alice.push.tell('clicked', { source: 'apns', extras })
      await alice.heard('notificationClicked')
      await world.until('the reports in the trace', async () => {
        const { body } = await world.host.admin('GET', `users/${alice.user}/messages`)
        const trace = (await world.host.admin('GET', `messages/${body.messages[0].msgId}/trace`)).body
        const lines: string[] = trace.events.map((one: { readonly text: { readonly en: string } }) => one.text.en)
        return lines.some(line => /on the phone/.test(line)) && lines.some(line => /tapped/.test(line))
          ? true
          : undefined
      })
    },
  },
]
