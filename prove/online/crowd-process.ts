// Many clients in one process, each the real client with a ZIM of its own: logs in, receives, and sends at random to users and groups. What
// an app would do with a message is done here too: it is written down before the listener returns. Killed at any time, it goes on from
// its journal.
import * as files from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileShelf, type ZIM, type ZIMMessage } from '@posthouse/client'
import { type Chance, createChance } from '../lab/chance.ts'
import { type CrowdOrder, type CrowdStart, type CrowdWord, type Line, linesOf, lineText } from './orders.ts'

/** Between two messages of one client: as often as the server allows, and seldomer, ms. */
const restMs = { least: 110, most: 260 }
/** Between two tries to log in. */
const loginPauseMs = 500

const order = JSON.parse(process.argv[2] ?? '{}') as CrowdOrder
const done = begun(order.journal)
const journal = files.openSync(order.journal, 'a')

function write(line: Line): void {
  files.writeSync(journal, lineText(line))
}

function say(word: CrowdWord): void {
  process.send?.(word)
}

/** How many messages each user began to send in earlier lives of this process. */
function begun(path: string): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>()
  if (!files.existsSync(path)) return numbers
  for (const line of linesOf(files.readFileSync(path, 'utf8'))) {
    if (line.kind === 'b') numbers.set(line.user, line.number)
  }
  return numbers
}

interface Client {
  readonly user: string
  readonly zim: ZIM
  readonly chance: Chance
}

/** A module holds one ZIM, as a program does; each client gets a copy of the module. */
async function clientOf(user: string): Promise<Client> {
  const copy = new URL(`../../packages/client/src/zim/zim.ts?client=${user}`, import.meta.url).href
  const { ZIM: Copy } = (await import(copy)) as { readonly ZIM: typeof ZIM }
  const { appID, appSign, server, folder, seed } = order
  const shelf = fileShelf(files, join(folder, `${user}.json`))
  const zim = Copy.create({ appID, appSign, server, ports: { shelf } })
  if (!zim) throw new Error('the client could not be made')
  const chance = createChance(seed).stream(`${user} ${done.get(user) ?? 0}`)
  const receive = (data: {
    readonly messageList: readonly ZIMMessage[]
    readonly fromConversationID: string
  }): void => {
    for (const { messageSeq, messageID, conversationType } of data.messageList) {
      const conversation = `${conversationType === 2 ? 'g' : 'p'}/${data.fromConversationID}`
      write({ kind: 'r', user, conversation, seq: messageSeq ?? 0, id: messageID ?? '' })
    }
  }
  zim.on('peerMessageReceived', (_, data) => receive(data))
  zim.on('groupMessageReceived', (_, data) => receive(data))
  return { user, zim, chance }
}

async function logIn({ user, zim }: Client): Promise<void> {
  for (;;) {
    try {
      return await zim.login(user, { userName: user, token: '' })
    } catch {
      // The server may be dead at this moment.
      await pause(loginPauseMs)
    }
  }
}

async function sendAll({ user, zim, chance }: Client, groups: readonly string[]): Promise<void> {
  for (let number = (done.get(user) ?? 0) + 1; number <= order.messages; number += 1) {
    await pause(chance.integer(restMs.least, restMs.most))
    const isToGroup = groups.length > 0 && chance.happens(0.1)
    const to = isToGroup ? chance.pick(groups) : chance.pick(order.everybody.filter(one => one !== user))
    write({ kind: 'b', user, number })
    try {
      const text = { type: 1, message: `${user}:${number}` } as const
      const { message } = await zim.sendMessage(text, to, isToGroup ? 2 : 0, { priority: 2 })
      write({ kind: 's', user, number, id: message.messageID ?? '' })
    } catch (cause) {
      const { code } = cause as { readonly code: number }
      write({ kind: 'u', user, number, code })
      // Given up for good by the client: an app would log in again.
      if (code === notLoggedIn) await logIn({ user, zim, chance })
    }
  }
}

const notLoggedIn = 6000121

write({ kind: 'k' })
const clients = await Promise.all(order.users.map(clientOf))
await Promise.all(clients.map(logIn))
say({ kind: 'ready' })
process.once('message', async ({ groups }: CrowdStart) => {
  await Promise.all(clients.map(client => sendAll(client, groups[client.user] ?? [])))
  say({ kind: 'sent' })
})
process.on('disconnect', () => process.exit(0))
