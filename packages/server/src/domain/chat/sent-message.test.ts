import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Appkey } from '@posthouse/protocol'
import { contentKindOf } from '../chat-event.ts'
import { contentOfBody, sentMessageOf, type Told, withPayload } from './sent-message.ts'

const appkey = 'acme#demo' as Appkey

function told(type: number, content: Record<string, unknown>, change: Partial<Told> = {}): Told {
  return { id: '7', conversationType: 0, from: 'alice', to: 'bob', type, content, ...change }
}

const file = { fileDownloadUrl: 'https://f.example/1', fileName: '1.bin', fileSize: 9 }
const body = { url: 'https://f.example/1', filename: '1.bin', file_length: 9 }

test('spec/easemob §9.7: a message is told of whole, to a user or a group, with its sender’s data as ext', () => {
  deepEqual(sentMessageOf(appkey, 'sdk', told(1, { message: 'hi' }, { extendedData: 'x' })), {
    ...{ appkey, id: 7n, source: 'sdk', conversation: 'chat', kind: 'message', from: 'alice', to: 'bob' },
    payload: {
      ext: { extendedData: 'x' },
      bodies: [{ type: 'txt', msg: 'hi' }],
      from: 'alice',
      to: 'bob',
      type: 'chat',
    },
  })
  const toTeam = { conversationType: 2, to: 'team', ext: { k: 1 }, extendedData: 'x' } as const
  const { conversation, payload } = sentMessageOf(appkey, 'rest', told(1, { message: 'hi' }, toTeam))
  deepEqual([conversation, payload['type'], payload['ext']], ['group', 'groupchat', { k: 1 }])
})

test('spec/easemob §9.7: each type of ZIM has its body and its kind', () => {
  const bodies = [
    [2, { message: 'AQI=' }, 'command', { type: 'cmd', action: 'AQI=' }],
    [
      11,
      { ...file, originalImageWidth: 4, originalImageHeight: 3 },
      'image',
      { type: 'img', ...body, size: { width: 4, height: 3 } },
    ],
    [12, file, 'file', { type: 'file', ...body }],
    [13, { ...file, audioDuration: 5 }, 'voice', { type: 'audio', ...body, length: 5 }],
    [14, { ...file, videoDuration: 5 }, 'video', { type: 'video', ...body, length: 5, thumb: '' }],
    [
      100,
      { title: 't', summary: 's' },
      'combined',
      { type: 'txt', msg: 's', subType: 'sub_combine', title: 't', summary: 's' },
    ],
    [
      200,
      { message: '{}', subType: 3 },
      'custom',
      { type: 'custom', customEvent: 'zim-200', customExts: { message: '{}', subType: 3 } },
    ],
    [
      10,
      { messageInfoList: [] },
      'custom',
      { type: 'custom', customEvent: 'zim-10', customExts: { messageInfoList: [] } },
    ],
  ] as const
  for (const [type, content, kind, expected] of bodies) {
    const sent = sentMessageOf(appkey, 'sdk', told(type, content))
    deepEqual(sent.payload['bodies'], [expected])
    equal(contentKindOf(sent), kind)
  }
})

test('spec/easemob §9.8: a changed text replaces the text and the sender’s data, and nothing else is changed', () => {
  const text = told(1, { message: 'hi' }, { extendedData: 'x' })
  const changed = { bodies: [{ type: 'txt', msg: 'nicer' }], ext: { extendedData: 'y' } }
  deepEqual(withPayload(text, changed), { ...text, content: { message: 'nicer' }, extendedData: 'y' })
  deepEqual(withPayload(text, { bodies: [{ type: 'txt', msg: 'nicer' }] }), { ...text, content: { message: 'nicer' } })
  const custom = told(200, { message: '{}', subType: 1 })
  equal(withPayload(custom, changed), custom)
  equal(withPayload(text, {}), text)
})

test('bodies of the REST interface become content of ZIM, and those that it has no type for stay as they are', () => {
  deepEqual(contentOfBody({ type: 'txt', msg: 'hi' }), { type: 1, content: { message: 'hi' } })
  for (const type of [11, 12, 13, 14]) {
    const content = {
      ...file,
      ...(type === 13 ? { audioDuration: 5 } : {}),
      ...(type === 14 ? { videoDuration: 5, videoFirstFrameDownloadUrl: '' } : {}),
    }
    const [made] = sentMessageOf(appkey, 'sdk', told(type, content)).payload['bodies'] as never[]
    deepEqual(contentOfBody(made ?? {}), {
      type,
      content: type === 11 ? { ...content, originalImageWidth: 0, originalImageHeight: 0 } : content,
    })
  }
  const place = { type: 'loc', lat: 1, lng: 2, addr: 'here' }
  const { type, content } = contentOfBody(place)
  deepEqual([type, JSON.parse(String(content['message']))], [200, place])
})
