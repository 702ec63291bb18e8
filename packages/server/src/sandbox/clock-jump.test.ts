// The clock of the machine is set while a real server runs, by libfaketime: what its wall clock says jumps, the monotonic clock goes on.
import { deepEqual, equal } from 'node:assert/strict'
import { globSync } from 'node:fs'
import { mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { hour, second } from '@posthouse/protocol'
import { systemClock } from '../base/clock.ts'
import { programPath } from '../base/testing/debian.ts'
import { wallTimeOf } from '../domain/wall-clock.ts'
import type { Demo } from './demo.ts'
import { turn } from './testing/await-trace.ts'
import { type ChildServer, startChildServer } from './testing/child-server.ts'

const folder = await mkdtemp(join(tmpdir(), 'posthouse-clock-'))
after(() => rm(folder, { recursive: true }))
const offsetPath = join(folder, 'offset')
const logPath = join(folder, 'log')
const timeZone = 'Asia/Shanghai'

/** Sets the machine's clock, as the server sees it, by so many seconds off what it is. */
async function setClock(seconds: number): Promise<void> {
  await writeFile(`${offsetPath}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`)
  // In one step: the file is read at every look at the clock.
  await rename(`${offsetPath}.new`, offsetPath)
}

/** The library that shows a process another time. */
async function fakeTime(): Promise<string> {
  await programPath({ title: 'faketime', names: ['faketime'], debianPackage: 'faketime' })
  const [path] = globSync(['/usr/lib/*/faketime/libfaketimeMT.so.1', '/usr/{lib,lib64}/faketime/libfaketimeMT.so.1'])
  if (path === undefined) throw new Error('faketime is installed, but its library is not where Debian puts it')
  return path
}

async function start(): Promise<ChildServer> {
  await setClock(0)
  const variables = {
    LD_PRELOAD: await fakeTime(),
    FAKETIME_TIMESTAMP_FILE: offsetPath,
    FAKETIME_NO_CACHE: '1',
    DONT_FAKE_MONOTONIC: '1',
  }
  await using log = await open(logPath, 'w')
  const within = ['env', ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)]
  return await startChildServer({ within, standardError: log.fd })
}

/** What the log says of the clock: the event, and by how many hours. */
async function told(): Promise<readonly string[]> {
  const lines = (await readFile(logPath, 'utf8')).split('\n').filter(line => line.includes('"msg":"clock.'))
  return lines.map(line => {
    const { msg, offMs } = JSON.parse(line) as { readonly msg: string; readonly offMs?: number }
    return offMs === undefined ? msg : `${msg} ${Math.round(offMs / hour)} h`
  })
}

async function until<T>(look: () => Promise<T>, is: (seen: T) => boolean): Promise<T> {
  for (const end = systemClock.monotonic() + 30 * second; systemClock.monotonic() < end; await turn()) {
    const seen = await look()
    if (is(seen)) return seen
  }
  throw new Error(`did not come about: ${JSON.stringify(await look())}`)
}

function written(instantMs: number): string {
  const { year, month, day, hour: hours, minute, second: seconds } = wallTimeOf(instantMs, timeZone)
  const [date, time] = [
    [month, day],
    [hours, minute, seconds],
  ].map(parts => parts.map(part => String(part).padStart(2, '0')))
  return `${year}-${date?.join('-')} ${time?.join(':')}`
}

/** What a server's simulators are asked by another process. */
function vendorOf(server: ChildServer, vendor: string) {
  const { control } = server.demo as Demo & { readonly control: { readonly url: string; readonly token: string } }
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${control.url}/${vendor}/${path}`, { ...init, headers: { authorization: `Bearer ${control.token}` } })
  return {
    arm: (fault: object) => ask('faults', { method: 'POST', body: JSON.stringify(fault) }),
    async received(title: string): Promise<number> {
      const { received } = (await (await ask('received')).json()) as { readonly received: readonly unknown[] }
      return received.filter(one => JSON.stringify(one).includes(title)).length
    },
  }
}

async function createTask(server: ChildServer, title: string, startAtMs: number): Promise<void> {
  const body = { targets: ['test1'], strategy: 2, startDate: written(startAtMs), pushMessage: { title, content: 'c' } }
  const answer = await server.app('POST', 'push/list', body)
  equal(answer.status, 200, JSON.stringify(answer.body))
}

async function push(server: ChildServer, user: string, title: string): Promise<void> {
  const pushMessage = { title, content: 'c', config: { TimeToLive: hour / second } }
  equal((await server.app('POST', `push/async/${user}`, { strategy: 2, pushMessage })).status, 200)
}

async function allowAnyStart({ url, demo: { org, app, adminKey } }: ChildServer): Promise<void> {
  const answer = await fetch(`${url}/admin/v1/apps/${org}/${app}/settings`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ tasks: { anyStart: true } }),
  })
  equal(answer.status, 200, await answer.text())
}

test('F103 two hours ahead, then a day back: nothing expires, starts early or is sent twice, and it is told', async () => {
  await using server = await start()
  await allowAnyStart(server)
  const [apns, fcm, huawei] = [vendorOf(server, 'apns'), vendorOf(server, 'fcm'), vendorOf(server, 'huawei')]
  await createTask(server, 'in an hour', systemClock.now() + hour)
  // One push that its vendor puts off, with an hour to live, and one whose answer is on its way for longer than the jump takes.
  const later = { kind: 'answer', status: 429, headers: { 'retry-after': '1' }, body: { reason: 'TooManyRequests' } }
  await apns.arm({ action: later })
  await fcm.arm({ action: { kind: 'delay', ms: 2 * second } })
  await push(server, 'test1', 'put off')
  await until(
    () => apns.received('put off'),
    count => count === 1,
  )
  await until(
    () => fcm.received('put off'),
    count => count === 1,
  )

  await setClock((2 * hour) / second)
  // A task that is due in a moment shows that tasks, and a push that is put off that pushes were looked for since.
  await createTask(server, 'in two seconds', systemClock.now() + 2 * second)
  await until(
    () => apns.received('put off'),
    count => count === 2,
  )
  await until(
    () => huawei.received('in two seconds'),
    count => count === 1,
  )
  await until(told, lines => lines.length === 1)

  await setClock((-24 * hour) / second)
  await push(server, 'test2', 'a day ago')
  await until(
    () => huawei.received('a day ago'),
    count => count === 1,
  )
  await until(told, lines => lines.length === 2)
  const ready = await fetch(`${server.url}/readyz`)
  const { checks } = (await ready.json()) as {
    readonly checks: readonly { readonly name: string; readonly state: string }[]
  }
  deepEqual([ready.status, checks.find(({ name }) => name === 'clock')?.state], [200, 'notice'])
  equal(Math.round((await server.metric('posthouse_clock_off_seconds')) / 60), -24 * 60)

  await setClock(0)
  await until(told, lines => lines.length === 3)
  deepEqual(await told(), ['clock.jumped 2 h', 'clock.jumped -24 h', 'clock.returned'])
  const titles = ['in an hour', 'in two seconds', 'put off', 'a day ago']
  deepEqual(await Promise.all(titles.map(huawei.received)), [0, 1, 1, 1])
  deepEqual(await Promise.all(titles.map(fcm.received)), [0, 1, 1, 1])
})
