// A message of the online channel as callbacks tell of it, and the other way: bodies of the REST interface as content of ZIM
// (spec/easemob.md §9.7, spec/zego.md §3.3). The one room that knows both. Pure.
import type { Appkey, JsonObject, JsonValue, MsgId, UserId } from '@posthouse/protocol'
import type { WireMessage } from '@posthouse/protocol/frames'
import type { MessageSource, SentMessage } from '../chat-event.ts'
import { type MessageContent, messageTypes } from './new-message.ts'

/** What is told of: a message before it has its number. */
export type Told = Pick<
  WireMessage,
  'id' | 'conversationType' | 'from' | 'to' | 'type' | 'content' | 'extendedData' | 'ext' | 'recalled'
>

/** A message as callbacks tell of it. Its sender's own data is `ext.extendedData`, unless it came over REST with an `ext`. */
export function sentMessageOf(appkey: Appkey, source: MessageSource, message: Told): SentMessage {
  const { id, conversationType, from, to } = message
  const conversation = conversationType === 2 ? 'group' : 'chat'
  const type = conversationType === 2 ? 'groupchat' : 'chat'
  return {
    appkey,
    id: BigInt(id) as MsgId,
    source,
    conversation,
    kind: 'message',
    from: from as UserId,
    to,
    payload: { ext: extOf(message), bodies: [bodyOf(message.type, message.content)], from, to, type },
  }
}

/** The message that an app's server made of it before delivery: only texts are changed (spec/easemob.md §9.8). */
export function withPayload<M extends Told>(message: M, payload: JsonObject): M {
  const [body] = listOf(payload['bodies'])
  const text = body?.['msg']
  if (message.type !== messageTypes.text || typeof text !== 'string') return message
  const extendedData = objectOf(payload['ext'])?.['extendedData']
  const isChanged = typeof extendedData === 'string' && extendedData !== message.extendedData
  return {
    ...message,
    content: { ...message.content, message: text },
    ...(isChanged ? { extendedData } : {}),
  }
}

/** What a body of the REST interface is in ZIM; what ZIM has no type for is a custom message with the body as its text. */
export function contentOfBody(body: JsonObject): { readonly type: number; readonly content: JsonObject } {
  const file = {
    fileDownloadUrl: textOf(body['url']),
    fileName: textOf(body['filename']),
    fileSize: numberOf(body['file_length']),
  }
  switch (body['type']) {
    case 'txt':
      if (body['subType'] !== undefined) break
      return { type: messageTypes.text, content: { message: textOf(body['msg']) } }
    case 'img':
      return { type: messageTypes.image, content: { ...file, ...sizeOf(body['size']) } }
    case 'audio':
      return { type: messageTypes.audio, content: { ...file, audioDuration: numberOf(body['length']) } }
    case 'video':
      return {
        type: messageTypes.video,
        content: {
          ...file,
          videoDuration: numberOf(body['length']),
          videoFirstFrameDownloadUrl: textOf(body['thumb']),
        },
      }
    case 'file':
      return { type: messageTypes.file, content: file }
  }
  return { type: messageTypes.custom, content: { message: JSON.stringify(body), subType: 0, searchedContent: '' } }
}

function extOf({ ext, extendedData }: Told): JsonObject {
  if (ext) return ext as JsonObject
  return extendedData === undefined || extendedData === '' ? {} : { extendedData }
}

/** The body of a type of message. */
function bodyOf(type: number, content: MessageContent): JsonObject {
  const { fileDownloadUrl, fileName, fileSize } = content
  const file = { url: textOf(fileDownloadUrl), filename: textOf(fileName), file_length: numberOf(fileSize) }
  switch (type) {
    case messageTypes.text:
      return { type: 'txt', msg: textOf(content['message']) }
    case messageTypes.command:
      return { type: 'cmd', action: textOf(content['message']) }
    case messageTypes.image:
      return {
        type: 'img',
        ...file,
        size: { width: numberOf(content['originalImageWidth']), height: numberOf(content['originalImageHeight']) },
      }
    case messageTypes.file:
      return { type: 'file', ...file }
    case messageTypes.audio:
      return { type: 'audio', ...file, length: numberOf(content['audioDuration']) }
    case messageTypes.video:
      return {
        type: 'video',
        ...file,
        length: numberOf(content['videoDuration']),
        thumb: textOf(content['videoFirstFrameDownloadUrl']),
      }
    case messageTypes.combine:
      return {
        type: 'txt',
        msg: textOf(content['summary']),
        subType: 'sub_combine',
        title: textOf(content['title']),
        summary: textOf(content['summary']),
      }
    default:
      return { type: 'custom', customEvent: `zim-${type}`, customExts: content as JsonObject }
  }
}

function sizeOf(size: JsonValue | undefined): JsonObject {
  const read = objectOf(size)
  return read ? { originalImageWidth: numberOf(read['width']), originalImageHeight: numberOf(read['height']) } : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

function objectOf(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
}

function listOf(value: unknown): readonly (JsonObject | undefined)[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}
