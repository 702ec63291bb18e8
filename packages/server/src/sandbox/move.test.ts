import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import type { AppId, MsgId } from '@posthouse/protocol'
import { vendors } from '@posthouse/vendors'
import { openTerminal } from '../cli/testing/terminal.ts'
import { startPostgres } from '../store/testing/postgres.ts'
import { startTestServer, type TestServer } from './test-server.ts'

const pushes = 20
const titleOf = (number: number): string => `greeting-${number}-🀄️`

it('what was accepted before a move is sent after it, once; what was done stays done; and the old record is refused', async () => {
  const place = await mkdtemp(join(tmpdir(), 'posthouse-move-'))
  const dataPath = join(place, 'data')
  await using postgres = await startPostgres()
  await using terminal = openTerminal({}, place)
  try {
    const database = await postgres.createDatabase()
    const done = await pushAndSettle(dataPath)
    const open = await acceptOnly(dataPath)

    const moved = await terminal.run('move', '--from', 'data', '--to', database)
    assert.equal(moved.exit, 0, moved.err)
    assert.match(moved.out, /Moved and verified: [\d,]+ rows of \d+ tables/)
    await assert.rejects(startTestServer([], { dataPath }), /was moved to postgres:/)
    const again = await terminal.run('move', '--from', 'data', '--to', database, '--verify-only')
    assert.equal(again.exit, 0, again.err)

    await using server = await startTestServer(['--database', database], { dataPath })
    for (const msgId of [...open, done]) {
      const statuses = await statusesOf(server, msgId)
      assert.deepEqual(
        statuses,
        vendors.map(() => 'success'),
        msgId,
      )
    }
    for (const { vendor, delivered } of server.simulators.values())
      for (let number = 0; number < pushes; number += 1)
        assert.equal(
          delivered.filter(({ payload }) => JSON.stringify(payload).includes(titleOf(number))).length,
          1,
          `${vendor} got push ${number} once`,
        )
    const later = await accept(server, pushes + 1)
    for (const msgId of [...open, done]) assert.ok(BigInt(later) > BigInt(msgId), 'a new id is larger than those moved')
  } finally {
    await rm(place, { recursive: true })
  }
})

/** A push whose outcomes are all there when its server stops. */
async function pushAndSettle(dataPath: string): Promise<string> {
  await using server = await startTestServer([], { dataPath })
  const msgId = await accept(server, pushes)
  await statusesOf(server, msgId)
  return msgId
}

/** Pushes that nobody works on. */
async function acceptOnly(dataPath: string): Promise<readonly string[]> {
  await using server = await startTestServer(['--roles', 'api'], { dataPath })
  return await Promise.all(Array.from({ length: pushes }, (_, at) => accept(server, at)))
}

async function accept(server: TestServer, number: number): Promise<string> {
  // The vendor's channel alone: what it refuses is not kept for later.
  const vendorBody = { strategy: 2, pushMessage: { title: titleOf(number), content: 'hello' } }
  const { status, body, headers } = await server.app('POST', 'push/async/test1', vendorBody)
  assert.equal(status, 200, JSON.stringify(body))
  return String(headers['posthouse-msg-id'])
}

/** The outcomes of a push, once each of its devices has one. */
async function statusesOf({ system, demo }: TestServer, msgId: string): Promise<readonly unknown[]> {
  for (let asked = 0; asked < 500; asked += 1) {
    const appId = demo.appId as AppId
    const found = await system.store.tables.deliveries.ofPush(appId, BigInt(msgId) as MsgId)
    const statuses = found.map(({ outcome }) => outcome?.status)
    if (statuses.length > 0 && statuses.every(Boolean)) return statuses
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error(`push ${msgId} was not settled`)
}
