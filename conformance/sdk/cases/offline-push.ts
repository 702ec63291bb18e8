// From the long connection to the vendors: who is pushed to, who is not, with what, and what is told of it (spec/zego.md §1.4).
import type { Case } from '../case.ts'
import { holds, refused, same } from '../checks.ts'
import type { Device } from '../device.ts'
import type { World } from '../world.ts'
import { groupOf, heardBy, hears, text, usual } from './common.ts'

const pushConfig = { title: '小红', content: '在吗？', payload: '{"room":7}' }
const pushed = { ...usual, pushConfig }

/** Resolves when a push of the same kind, made later, was taken: what was to come before it has come. */
async function witnessed(world: World, sender: Device): Promise<void> {
  const witness = await world.handset('witness')
  witness.kill()
  await sender.zim.sendMessage(text('witness'), witness.user, 0, pushed)
  await world.host.notification('apns', witness.token)
}

/** The same for those who are connected: a frozen phone is pushed to when the wait is over. */
async function witnessedLate(world: World, sender: Device): Promise<void> {
  const witness = await world.handset('witness')
  witness.network.freeze()
  await sender.zim.sendMessage(text('witness'), witness.user, 0, pushed)
  await world.host.notification('apns', witness.token)
  witness.network.thaw()
}

export const offlinePushCases: readonly Case[] = [
  {
    name: 'pushes to a phone whose app is gone: title, content and payload as they are, and the message once afterwards',
    async run(world) {
      const [sender, receiver] = [await world.user('sender'), await world.handset('receiver')]
      receiver.kill()
      const { message } = await sender.zim.sendMessage(text('the message itself'), receiver.user, 0, pushed)
      const push = await world.host.notification('apns', receiver.token)
      same([push.shown?.title, push.shown?.body], ['小红', '在吗？'])
      const payload = push.payload as { readonly payload?: string; readonly EPush?: { readonly report?: unknown } }
      same([payload.payload, payload.EPush?.report], ['{"room":7}', { subject_id: message.messageID }])
      holds(!JSON.stringify(push).includes('the message itself'), 'what the message says is not pushed')
      const again = await world.again(receiver)
      same(heardBy(again, 'peerMessageReceived'), ['the message itself'])
      same((await world.host.shown('apns', receiver.token)).length, 1)
    },
  },
  {
    name: 'pushes nothing to who is connected, and nothing that has no pushConfig',
    async run(world) {
      const sender = await world.user('sender')
      const [online, away] = [await world.handset('online'), await world.handset('away')]
      away.kill()
      await sender.zim.sendMessage(text('1'), online.user, 0, pushed)
      await sender.zim.sendMessage(text('2'), away.user, 0, usual)
      await sender.zim.sendMessage({ type: 2, message: new Uint8Array([1]) }, away.user, 0, pushed)
      await hears(online, '1')
      await witnessedLate(world, sender)
      same([await world.host.shown('apns', online.token), await world.host.shown('apns', away.token)], [[], []])
    },
  },
  {
    name: 'F91 pushes to a frozen phone when it does not acknowledge, which hears the message once when it goes on',
    async run(world) {
      const [sender, receiver] = [await world.user('sender'), await world.handset('receiver')]
      receiver.network.freeze()
      await sender.zim.sendMessage(text('wake up'), receiver.user, 0, pushed)
      same((await world.host.notification('apns', receiver.token)).shown?.title, '小红')
      receiver.network.thaw()
      await hears(receiver, 'wake up')
      same(heardBy(receiver, 'peerMessageReceived'), ['wake up'])
    },
  },
  {
    name: 'F94 pushes to the phone that is away although another device of the user is connected',
    async run(world) {
      const [sender, phone] = [await world.user('sender'), await world.handset('receiver')]
      phone.kill()
      const page = await world.online(phone.user)
      await sender.zim.sendMessage(text('both'), phone.user, 0, pushed)
      await hears(page, 'both')
      same((await world.host.notification('apns', phone.token)).shown?.title, '小红')
    },
  },
  {
    name: "does not push to phones that the user's rule excludes while a page is open, and does when it is closed",
    async run(world) {
      const sender = await world.user('sender')
      const phone = await world.handset('receiver', 'apns', { platform: 2 })
      const page = await world.online(phone.user, { platform: 6 })
      const rule = { onlinePlatforms: [6], notToReceiveOfflinePushPlatforms: [2] }
      same((await page.zim.updateUserOfflinePushRule(rule)).offlinePushRule, rule)
      same((await phone.heard('userRuleUpdated')).userRule.offlinePushRule, rule)
      same((await page.zim.querySelfUserInfo()).selfUserInfo.userRule.offlinePushRule, rule)
      same(page.all('userRuleUpdated'), [])
      phone.kill()
      await sender.zim.sendMessage(text('1'), phone.user, 0, pushed)
      await witnessed(world, sender)
      same(await world.host.shown('apns', phone.token), [])
      page.kill()
      await world.until('the end of the page', async () => {
        const { userStatusList } = await sender.zim.queryUsersStatus([phone.user])
        return userStatusList[0]?.onlineStatus === 1 ? true : undefined
      })
      await sender.zim.sendMessage(text('2'), phone.user, 0, pushed)
      await world.host.notification('apns', phone.token)
    },
  },
  {
    name: 'does not push to a group that is not to disturb, unless it mentions the user and says so',
    async run(world) {
      const [sender, muted, plain] = [
        await world.user('sender'),
        await world.handset('muted'),
        await world.handset('plain'),
      ]
      const groupID = await groupOf(sender, muted, plain)
      await muted.zim.setConversationNotificationStatus(2, groupID, 2)
      for (const one of [muted, plain]) one.kill()
      await sender.zim.sendMessage(text('1'), groupID, 2, pushed)
      await world.host.notification('apns', plain.token)
      await witnessed(world, sender)
      same(await world.host.shown('apns', muted.token), [])
      const mention = { ...text('2'), mentionedUserIDs: [muted.user] }
      await sender.zim.sendMessage(mention, groupID, 2, { ...pushed, isNotifyMentionedUsers: true })
      await world.host.notification('apns', muted.token)
    },
  },
  {
    name: 'pushes a call with its own texts, and not to who logged out, without whom it does not ring',
    async run(world) {
      const [caller, away, gone] = [
        await world.user('caller'),
        await world.handset('away'),
        await world.handset('gone'),
      ]
      await gone.zim.logout()
      away.kill()
      const config = { timeout: 30, pushConfig: { title: 'Call', content: 'rings', payload: 'call' } }
      const { errorUserList, callID } = await caller.zim.callInvite([away.user, gone.user], config)
      same(
        errorUserList.map(({ userID }) => userID),
        [gone.user],
      )
      same((await world.host.notification('apns', away.token)).shown?.title, 'Call')
      await refused(caller.zim.callInvite([gone.user], config), 6000281)
      const again = await world.again(away)
      same((await again.heard('callInvitationReceived')).callID, callID)
      same(await world.host.shown('apns', gone.token), [])
    },
  },
  {
    name: 'reports that a push arrived and was tapped, which the trace of the message tells',
    async run(world) {
      const [sender, receiver] = [await world.user('sender'), await world.handset('receiver')]
      receiver.kill()
      const { message } = await sender.zim.sendMessage(text('x'), receiver.user, 0, pushed)
      const { payload } = await world.host.notification('apns', receiver.token)
      const phone = { source: 'apns', token: receiver.token, environment: 'production' } as const
      const again = await world.device(receiver.user, { shelf: receiver.shelf, phone })
      const before = (await world.host.admin('GET', 'statistics')).body.byProvider.APNS
      again.push.tell('clicked', { source: 'apns', extras: payload as object })
      await again.zpns.registerPush({})
      same((await again.heard('notificationClicked')).payload, '{"room":7}')
      again.push.tell('arrived', { source: 'apns', extras: payload as object })
      await world.login(again)
      const trace = await world.until('the reports in the trace', async () => {
        const { body } = await world.host.admin('GET', `users/${receiver.user}/messages`)
        const [last] = body.messages
        const told = last && (await world.host.admin('GET', `messages/${last.msgId}/trace`)).body
        const lines: string[] = (told?.events ?? []).map(
          (one: { readonly text: { readonly en: string } }) => one.text.en,
        )
        return lines.some(line => /on the phone/.test(line)) && lines.some(line => /tapped/.test(line))
          ? lines
          : undefined
      })
      holds(trace.join('\n').includes(String(message.messageID)), 'the trace names the message')
      const after = (await world.host.admin('GET', 'statistics')).body.byProvider.APNS
      same([after.arrived - (before.arrived ?? 0), after.clicked - (before.clicked ?? 0)], [1, 1])
    },
  },
]
