import { equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { base64Of } from '@posthouse/protocol/frames'
import { contentObjection } from './new-message.ts'

const url = 'https://files.example/1'
const bytes = (count: number) => ({ message: base64Of(new Uint8Array(count)) })
const items = (...types: readonly number[]) => ({
  messageInfoList: types.map(type => ({
    ...{ type, message: 'x', fileDownloadUrl: url, audioDuration: 1, videoDuration: 1, subType: 1 },
  })),
})
const times = (count: number, type: number) => Array.from({ length: count }, () => type)

test('spec §3.3, §7: each type may be sent with what it needs, up to its limits', () => {
  const good: readonly (readonly [number, object])[] = [
    [1, { message: ' x ' }],
    [2, bytes(1)],
    [2, bytes(5_120)],
    [10, items(1)],
    [10, items(...times(20, 1))],
    [10, items(...times(5, 11), ...times(5, 14), 12, 13, 200)],
    [11, { fileDownloadUrl: url }],
    [11, { fileDownloadUrl: url, fileSize: 10_485_760 }],
    [12, { fileDownloadUrl: url, fileSize: 104_857_600 }],
    [13, { fileDownloadUrl: url, audioDuration: 300, fileSize: 6_291_456 }],
    [14, { fileDownloadUrl: url, videoDuration: 1 }],
    [100, { title: 't', summary: '', messageList: [{}] }],
    [100, { title: 't', summary: 's', combineID: 'c' }],
    [200, { message: '{}', subType: 0 }],
    [200, { message: '{}', subType: 200, searchedContent: 'é'.repeat(32) }],
  ]
  for (const [type, content] of good)
    equal(
      contentObjection(type, content as Record<string, unknown>),
      undefined,
      `${type} ${JSON.stringify(content).slice(0, 60)}`,
    )
})

test('spec §3.3, §3.11, §7: what is missing, blank, too large or no type of a client’s is refused with a reason', () => {
  const bad: readonly (readonly [number, object])[] = [
    [0, { message: 'x' }],
    [1, {}],
    [1, { message: 7 }],
    [1, { message: ' \t\n' }],
    [2, { message: '' }],
    [2, { message: 'not base64!' }],
    [2, bytes(5_121)],
    [10, items()],
    [10, items(...times(21, 1))],
    [10, items(...times(6, 11), ...times(5, 14))],
    [10, items(12, 12)],
    [10, items(2)],
    [10, { messageInfoList: [{ type: 1, message: 'x'.repeat(5_120) }] }],
    [10, { messageInfoList: [{ type: 1, message: ' ' }] }],
    [10, { messageInfoList: [null] }],
    [11, {}],
    [11, { fileDownloadUrl: ' ' }],
    [11, { fileDownloadUrl: url, fileSize: 10_485_761 }],
    [12, { fileDownloadUrl: url, fileSize: -1 }],
    [13, { fileDownloadUrl: url }],
    [13, { fileDownloadUrl: url, audioDuration: 301 }],
    [14, { fileDownloadUrl: url, videoDuration: '1' }],
    [20, { message: 'barrage' }],
    [30, { message: 'system' }],
    [31, { message: 'revoke' }],
    [32, { message: 'tips' }],
    [100, { title: 't', messageList: [{}] }],
    [100, { title: 't', summary: 's', messageList: [] }],
    [200, { message: '{}' }],
    [200, { message: '{}', subType: 201 }],
    [200, { message: '{}', subType: 0.5 }],
    [200, { message: ' ', subType: 1 }],
    [200, { message: '{}', subType: 1, searchedContent: 'é'.repeat(33) }],
  ]
  for (const [type, content] of bad) {
    const objection = contentObjection(type, content as Record<string, unknown>)
    ok(objection !== undefined && objection !== '', `${type} ${JSON.stringify(content).slice(0, 60)}`)
  }
})
