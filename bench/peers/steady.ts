// Load at an even rate, however fast the server is: `steady.ts <token> <path of a push> <users> <url>…`. Told `<per second> <seconds>` on
// standard input it sends so many pushes over all URLs, one in twenty-five of them synchronously, and says
// `sent <pushes> <p50Ms> <p99Ms>`, the times from a synchronous push's request to its durable outcome.
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { percentile } from '../report.ts'

const [token = '', path = '', users = '1', ...urls] = process.argv.slice(2)
const tickMs = 5
const syncEach = 25
const pools = urls.map(url => new Pool(url, { connections: 64 }))
const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
process.stdout.write('ready here\n')

for await (const line of createInterface(process.stdin)) {
  const [perSecond = 1, seconds = 1] = line.split(' ').map(Number)
  const times = await sendEvenly(perSecond, seconds)
  const text = [perSecond * seconds, percentile(times, 0.5), percentile(times, 0.99)].join(' ')
  process.stdout.write(`sent ${text}\n`)
}
process.exit(0)

async function sendEvenly(perSecond: number, seconds: number): Promise<readonly number[]> {
  const times: number[] = []
  const open: Promise<void>[] = []
  const startedMs = performance.now()
  const count = perSecond * seconds
  for (let sent = 0; sent < count; ) {
    const due = Math.min(count, Math.ceil(((performance.now() - startedMs) * perSecond) / 1_000))
    for (; sent < due; sent += 1) open.push(send(sent, times))
    await pause(tickMs)
  }
  await Promise.all(open)
  return times
}

async function send(index: number, times: number[]): Promise<void> {
  const isSync = index % syncEach === 0
  const startedMs = performance.now()
  const pushMessage = { title: '环信推送', content: `你好，欢迎使用环信推送服务 ${index}`, sub_title: '环信' }
  const answer = await pools[index % pools.length]?.request({
    method: 'POST',
    path: `${path}/${isSync ? 'sync' : 'async'}/user-${index % Number(users)}`,
    headers,
    body: JSON.stringify({ strategy: 2, pushMessage }),
  })
  const text = await answer?.body.text()
  if (answer?.statusCode !== 200) throw new Error(`a push was answered ${answer?.statusCode}: ${text}`)
  if (isSync) times.push(performance.now() - startedMs)
}
