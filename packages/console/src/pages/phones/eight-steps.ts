// The eight steps of seed 004 as they happen on two phones: each step waits until it is over and tells what it found. Knows no component.
import type { Posthouse } from '@posthouse/client/rest'
import { pause } from '../../parts/pause.ts'
import type { Handset } from './handset.ts'
import { type Maker, makerOf } from './makers.ts'
import type { Shelf } from './shelf.ts'

/** What is played with. */
export interface Stage {
  readonly shelf: Shelf
  readonly server: Posthouse
  readonly sender: Maker['source']
  readonly receiver: Maker['source']
  /** In the reader's language. */
  readonly text: string
}

/** A step that is over, and what is worth showing of it. */
export interface Step {
  /** 1 to 8. */
  readonly number: number
  readonly fact?: {
    readonly name: 'token' | 'pushId' | 'messageId' | 'msgId' | 'vendorId' | 'title'
    readonly value: string
  }
  /** The push's trace, once there is one. */
  readonly msgId?: string
}

const lookAgainMs = 150
const looksMax = 100

/** Plays one step for each that is asked for. Throws where a phone or the server takes too long. */
export async function* eightSteps(stage: Stage): AsyncGenerator<Step, void> {
  const { receiver, shelf } = stage
  yield* stepsOneToThree(stage)
  const before = shelf.memory.handset(receiver).notes.length
  const latest = await latestPush(stage)
  yield { number: 4, fact: { name: 'messageId', value: await sendToTheKilled(stage) } }
  const msgId = await newPush(stage, latest)
  yield { number: 5 }
  yield { number: 6, fact: { name: 'msgId', value: msgId }, msgId }
  const { notes } = await when(stage, phone => phone.notes.length > before)
  const note = notes[0]
  yield { number: 7, fact: { name: 'vendorId', value: note?.vendorId ?? '' }, msgId }
  const { lines } = shelf.memory.handset(receiver)
  shelf.open(receiver, note)
  await when(stage, phone => phone.log.some(({ id, name }) => id > lines && name === 'peerMessageReceived'))
  yield { number: 8, fact: { name: 'title', value: note?.shown.title ?? '' }, msgId }
}

async function* stepsOneToThree(stage: Stage): AsyncGenerator<Step, void> {
  const { shelf, receiver } = stage
  // A phone as it comes from the shop: nothing that happened before plays a part.
  await shelf.deleteApp(receiver)
  shelf.install(receiver)
  const { lines } = shelf.memory.handset(receiver)
  shelf.open(receiver)
  await when(stage, phone => phone.log.some(({ id, name }) => id > lines && name === 'asksToken'))
  yield { number: 1 }
  const { token } = await when(stage, phone => phone.token !== undefined)
  yield { number: 2, fact: { name: 'token', value: token?.mark ?? '' } }
  const { pushId } = await when(stage, phone => phone.pushId !== undefined)
  await shelf.order(receiver, { do: 'login', user: userOf(receiver) })
  yield { number: 3, fact: { name: 'pushId', value: pushId ?? '' } }
}

/** Kills the receiver's app and sends; resolves with the message's id. */
async function sendToTheKilled({ shelf, sender, receiver, text }: Stage): Promise<string> {
  const { user } = shelf.memory.handset(sender)
  if (user === undefined || !shelf.memory.handset(sender).isRunning)
    await shelf.order(sender, { do: 'login', user: user ?? userOf(sender) })
  shelf.kill(receiver)
  return String(await shelf.order(sender, { do: 'send', to: userOf(receiver), text }))
}

async function latestPush({ server, receiver }: Stage): Promise<string | undefined> {
  const { messages } = await server.messages.ofUser({ username: userOf(receiver), limit: 1 })
  return messages[0]?.msgId
}

/** The server waits for phones that may still be connected before it pushes. */
async function newPush(stage: Stage, before: string | undefined): Promise<string> {
  for (let look = 0; look < looksMax; look += 1) {
    const msgId = await latestPush(stage)
    if (msgId !== undefined && msgId !== before) return msgId
    await pause(lookAgainMs)
  }
  throw new Error('the server pushed nothing')
}

function when({ shelf, receiver }: Stage, isSo: (phone: Handset) => boolean): Promise<Handset> {
  const { memory } = shelf
  return memory.until(() => (isSo(memory.handset(receiver)) ? memory.handset(receiver) : undefined))
}

/** Whoever used the phone before, its own user plays. */
function userOf(source: Maker['source']): string {
  return makerOf(source)?.user ?? source
}
