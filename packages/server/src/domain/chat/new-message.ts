// What a client may send: the types of messages, and what each must have (spec/zego.md §3.3, §3.11, §7). Pure. Sizes of the whole are
// the wire's to check; whether the receiver exists is the flow's.
import { mebibyte } from '@posthouse/protocol'
import { bytesOf, commandBytesMax, utf8Bytes } from '@posthouse/protocol/frames'

/** ZIM's types of messages that a client may send to users and groups. */
export const messageTypes = {
  text: 1,
  command: 2,
  multiple: 10,
  image: 11,
  file: 12,
  audio: 13,
  video: 14,
  combine: 100,
  custom: 200,
} as const

/** The members of a message's type. */
export type MessageContent = Readonly<Record<string, unknown>>

/** Largest files by type, bytes, as far as a message says how large its file is (spec/zego.md §7). */
const fileBytesMax: Readonly<Record<number, number>> = {
  [messageTypes.image]: 10 * mebibyte,
  [messageTypes.file]: 100 * mebibyte,
  [messageTypes.audio]: 6 * mebibyte,
  [messageTypes.video]: 100 * mebibyte,
}
const audioSecondsMax = 300
const itemsMax = 20
const picturesMax = 10
const itemsBytesMax = 5 * 1_024
const subTypeMax = 200
const searchedBytesMax = 64
/** Types that may be items of a multiple message. */
const itemTypes: readonly unknown[] = [1, 11, 12, 13, 14, 200]

/** Why a message may not be sent as it is; undefined for a good one. */
export function contentObjection(type: number, content: MessageContent): string | undefined {
  switch (type) {
    case messageTypes.text:
      return textObjection(content)
    case messageTypes.command:
      return commandObjection(content)
    case messageTypes.multiple:
      return itemsObjection(content['messageInfoList'])
    case messageTypes.image:
    case messageTypes.file:
    case messageTypes.audio:
    case messageTypes.video:
      return fileObjection(type, content)
    case messageTypes.combine:
      return combineObjection(content)
    case messageTypes.custom:
      return customObjection(content)
    default:
      return `Messages of type ${type} cannot be sent.`
  }
}

/** Whether a message is passed on and never stored, pushed or numbered. */
export function isCommand(type: number): boolean {
  return type === messageTypes.command
}

function textObjection({ message }: MessageContent): string | undefined {
  if (typeof message !== 'string') return 'message must be a text.'
  return message.trim() === '' ? 'message must not be blank.' : undefined
}

function commandObjection({ message }: MessageContent): string | undefined {
  const bytes = typeof message === 'string' ? bytesOf(message) : undefined
  if (bytes === undefined || bytes.length === 0) return 'message must be bytes.'
  return bytes.length > commandBytesMax ? `message must be at most ${commandBytesMax} bytes long.` : undefined
}

function fileObjection(type: number, content: MessageContent): string | undefined {
  const { fileDownloadUrl, fileSize = 0, audioDuration, videoDuration } = content
  if (typeof fileDownloadUrl !== 'string' || fileDownloadUrl.trim() === '') return 'fileDownloadUrl must be a text.'
  if (!isUpTo(fileSize, fileBytesMax[type] ?? 0)) return `fileSize must be at most ${fileBytesMax[type]}.`
  if (type === messageTypes.audio && !isUpTo(audioDuration, audioSecondsMax))
    return `audioDuration must be at most ${audioSecondsMax}.`
  return type === messageTypes.video && !isUpTo(videoDuration, Number.MAX_SAFE_INTEGER)
    ? 'videoDuration must be a number.'
    : undefined
}

function itemsObjection(items: unknown): string | undefined {
  if (!Array.isArray(items) || items.length === 0 || items.length > itemsMax)
    return `messageInfoList must have 1 to ${itemsMax} items.`
  const types = items.map((item: unknown) => (isObject(item) ? item['type'] : undefined))
  if (!types.every(type => itemTypes.includes(type))) return 'messageInfoList has an item that cannot be sent.'
  const count = (...some: readonly number[]): number => types.filter(type => some.some(one => one === type)).length
  if (count(messageTypes.image, messageTypes.video) > picturesMax)
    return `messageInfoList must have at most ${picturesMax} pictures and videos.`
  for (const type of [messageTypes.file, messageTypes.audio, messageTypes.custom])
    if (count(type) > 1) return `messageInfoList must have at most one item of type ${type}.`
  if (utf8Bytes(JSON.stringify(items)) > itemsBytesMax) return `messageInfoList must be at most ${itemsBytesMax} bytes.`
  for (const item of items as readonly MessageContent[]) {
    const objection = contentObjection(Number(item['type']), item)
    if (objection) return `messageInfoList: ${objection}`
  }
  return undefined
}

function combineObjection({ title, summary, messageList, combineID }: MessageContent): string | undefined {
  if (typeof title !== 'string' || typeof summary !== 'string') return 'title and summary must be texts.'
  const hasMessages = Array.isArray(messageList) && messageList.length > 0
  return hasMessages || (typeof combineID === 'string' && combineID !== '')
    ? undefined
    : 'messageList must have messages.'
}

function customObjection(content: MessageContent): string | undefined {
  const { subType, searchedContent = '' } = content
  if (!Number.isInteger(subType) || !isUpTo(subType, subTypeMax)) return `subType must be from 0 to ${subTypeMax}.`
  if (typeof searchedContent !== 'string' || utf8Bytes(searchedContent) > searchedBytesMax)
    return `searchedContent must be a text of at most ${searchedBytesMax} bytes.`
  return textObjection(content)
}

function isUpTo(value: unknown, max: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= max
}

function isObject(value: unknown): value is MessageContent {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
