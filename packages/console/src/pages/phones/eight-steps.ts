// The eight steps of seed 004 as they happen on two phones: each step waits until it is over and tells what it found, from the fifth on in the
// words of the push's own trace. Knows no component.
import type { MessagesTraceReply, Posthouse } from '@posthouse/client/rest'
import { pause } from '../../parts/pause.ts'
import type { Handset } from './handset.ts'
import { type Maker, makerOf } from './makers.ts'
import { TookTooLong } from './phone-memory.ts'
import type { Shelf } from './shelf.ts'

/** What is played with. */
export interface Stage {
  readonly shelf: Shelf
  readonly server: Pick<Posthouse, 'messages'>
  /** Another one than the receiver. */
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
  /** What the trace says of it. */
  readonly line?: TraceLine['text']
  /** The push, once there is one. */
  readonly msgId?: string
}

type TraceLine = MessagesTraceReply['events'][number]

const lookAgainMs = 150
const looksMax = 100

/** Plays one step for each that is asked for. Throws where a phone or the server takes too long. */
export async function* eightSteps(stage: Stage): AsyncGenerator<Step, void> {
  const { receiver, shelf } = stage
  yield* stepsOneToThree(stage)
  const messageId = await sendToTheKilled(stage)
  yield { number: 4, fact: { name: 'messageId', value: messageId } }
  const { pushId: msgId = '' } = await traced(stage, messageId, ({ pushId }) => pushId !== undefined)
  const handed = await traced(stage, msgId, ({ kind, detail }) => kind === 'accepted' && detail !== undefined)
  yield { number: 5, line: handed.text }
  yield { number: 6, fact: { name: 'msgId', value: msgId }, msgId }
  const taken = await traced(stage, msgId, ({ attempt }) => attempt?.end === 'accepted')
  const vendorId = taken.attempt?.code ?? ''
  yield { number: 7, fact: { name: 'vendorId', value: vendorId }, line: taken.text, msgId }
  const note = noteOf(await when(stage, phone => noteOf(phone, vendorId) !== undefined), vendorId)
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
  makeReachable(shelf, receiver)
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
  makeReachable(shelf, sender)
  const { user, isRunning } = shelf.memory.handset(sender)
  if (user?.toLowerCase() === userOf(receiver)) await shelf.order(sender, { do: 'logout' })
  const present = shelf.memory.handset(sender).user ?? userOf(sender)
  if (!isRunning || present !== user) await shelf.order(sender, { do: 'login', user: present })
  shelf.kill(receiver)
  return String(await shelf.order(sender, { do: 'send', to: userOf(receiver), text }))
}

/** What a person may have taken from the phone before. */
function makeReachable(shelf: Shelf, source: Maker['source']): void {
  const { isInstalled, isUp, isAllowed } = shelf.memory.handset(source)
  if (!isInstalled) shelf.install(source)
  if (!isUp) shelf.setUp(source, true)
  if (!isAllowed) shelf.allow(source, true)
}

/** The line of a trace, once it is there: the server waits for phones that may still be connected before it pushes. */
async function traced({ server }: Stage, msgId: string, is: (line: TraceLine) => boolean): Promise<TraceLine> {
  for (let look = 0; look < looksMax; look += 1) {
    const line = (await server.messages.trace({ msgId })).events.find(is)
    if (line) return line
    await pause(lookAgainMs)
  }
  throw new TookTooLong('server')
}

function noteOf({ notes }: Handset, vendorId: string) {
  return notes.find(note => note.vendorId === vendorId)
}

function when({ shelf, receiver }: Stage, isSo: (phone: Handset) => boolean): Promise<Handset> {
  const { memory } = shelf
  return memory.until(() => (isSo(memory.handset(receiver)) ? memory.handset(receiver) : undefined))
}

/** Whoever used the phone before, its own user plays. */
function userOf(source: Maker['source']): string {
  return makerOf(source)?.user ?? source
}
