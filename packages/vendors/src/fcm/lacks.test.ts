import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { categories } from '../category.ts'
import type { ChannelIds } from '../credentials/channel-ids.ts'
import { lacksFcm } from './lacks.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const codes = (channelIds: ChannelIds) =>
  categories.flatMap(category =>
    lacksFcm(
      { projectId: 'p', clientEmail: 'a@b', privateKey, pushType: 'BOTH', priority: 'HIGH', channelIds },
      category,
    ).map(({ level, code }) => `${level} ${code}`),
  )

test('chats and calls without a channel of their own or a general one are warned of, nothing else is', () => {
  assert.deepEqual(codes({ byCategory: {} }), ['warn category-im-no-channel', 'warn category-call-no-channel'])
  assert.deepEqual(codes({ byCategory: { im: 'chat' } }), ['warn category-call-no-channel'])
  assert.deepEqual(codes({ general: 'all', byCategory: {} }), [])
})
