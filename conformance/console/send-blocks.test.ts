// The forms of the Send page against the vendors: each member that a form asks for is one that its vendor reads, with the value that the
// form gives as an example.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blocks } from '../../packages/console/src/pages/send/blocks.ts'
import { withMember } from '../../packages/console/src/pages/send/message-json.ts'
import { readNotification } from '../../packages/server/src/domain/notification.ts'
import { onlineNotification } from '../../packages/server/src/domain/online-notification.ts'
import { inspect, vendors } from '../../packages/vendors/src/index.ts'

const nowMs = 1_700_000_000_000
const basic = { title: 'Li', content: 'See you at eight?' }

test('every vendor has a form', () => {
  assert.deepEqual(
    blocks.flatMap(({ provider }) => provider ?? []),
    vendors.map(({ provider }) => provider),
  )
})

for (const { name, provider, fields } of blocks) {
  for (const { path, kind, example } of fields) {
    test(`${path} is read by its vendor`, () => {
      if (Array.isArray(kind)) assert.ok(kind.includes(example))
      const notification = readNotification(withMember(basic, path, example))
      if (provider === undefined) {
        const [plain, changed] = [
          onlineNotification({ ...notification, blocks: {} }, nowMs),
          onlineNotification(notification, nowMs),
        ]
        assert.ok(notification.blocks[name] !== undefined && plain.title === changed.title)
        return
      }
      const vendor = vendors.find(one => one.provider === provider) ?? assert.fail(provider)
      const target = { credentials: vendor.sample, nowMs, expiresAtMs: nowMs + 3_600_000 }
      const { look, findings } = inspect(vendor, notification, target)
      assert.ok(look, JSON.stringify(findings))
      assert.deepEqual(
        findings.filter(({ code, severity }) => code === 'field-ignored' || severity === 'error'),
        [],
      )
    })
  }
}
