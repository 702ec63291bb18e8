// Scrolling through the console's longest list: 100,000 users of an app, loaded page by page from a whole server, drawn by Chromium. Beside it the
// same rows, a tenth of them, as a plain HTML table, and an empty page of the same height, which is the limit: how evenly this machine's browser draws at all.
import type { Page } from 'playwright-core'
import { type ConsoleStage, openConsole, type Reader } from '../conformance/console/console.ts'
import { interleaved, median, percentile, printTable, ratio } from './report.ts'
import { bench, type Run } from './settings.ts'

const windowSize = { width: 1280, height: 800 }
/** A row's height, as the console's table has it, px. */
const rowPx = 36
/** What a hand on a wheel scrolls between two frames, px. */
const stepPx = 240
const framesPerRun = 600
/** A frame that took two turns of a 60 Hz screen was seen to be late. */
const lateMs = 33

/** Rows of the plain table: with all of them the browser takes minutes to begin, and does not end. */
const plainMax = 10_000

/** Measures and prints. */
export async function consoleScroll({ quick, seed }: Run): Promise<void> {
  const count = quick ? 2_000 : 100_000
  await using stage = await openConsole()
  await importUsers(stage, count)
  const ours = await stage.open({ size: windowSize })
  const loaded = await loadAll(ours, count)
  const plainCount = Math.min(count, plainMax)
  const plain = await pageOf(stage, `table of ${plainCount}`, plainTable(plainCount))
  const empty = await pageOf(stage, 'empty', `<!doctype html><div style="height:${count * rowPx}px"></div>`)
  const variants = [
    { name: 'an empty page (limit)', page: empty },
    { name: 'the console, users', page: ours.page },
    { name: `a plain table of ${plainCount}`, page: plain },
  ]
  const rounds = await interleaved(variants, quick ? 1 : 5, seed, ({ page }) => scroll(page, quick ? 60 : framesPerRun))
  const limit = median((rounds.get(variants[0]?.name ?? '') ?? []).map(frames => percentile(frames, 0.99)))
  const rows = await Promise.all(
    variants.map(async ({ name, page }) => {
      const all = rounds.get(name) ?? []
      const [half, most] = [0.5, 0.99].map(part => median(all.map(frames => percentile(frames, part))))
      const late = median(all.map(frames => frames.filter(ms => ms > lateMs).length / frames.length))
      const elements = await page.evaluate<number>('document.getElementsByTagName("*").length')
      return [
        name,
        ms(half),
        ms(most),
        ratio((most ?? Number.NaN) / limit),
        `${(late * 100).toFixed(1)} %`,
        String(elements),
      ]
    }),
  )
  printTable(
    `Scrolling ${count} rows, ${stepPx} px a frame`,
    ['variant', 'frame, median', 'p99', 'of the limit', `above ${lateMs} ms`, 'elements'],
    rows,
  )
  const perFrame = percentile(loaded.frames, 0.99)
  process.stdout.write(
    `\nWhile its ${count / 100} pages were being loaded: p99 ${ms(perFrame)} a frame, ${Math.round(count / (loaded.tookMs / 1_000))} rows a second.\n`,
  )
}

function ms(value: number | undefined): string {
  return `${(value ?? Number.NaN).toFixed(1)} ms`
}

async function importUsers({ server }: ConsoleStage, count: number): Promise<void> {
  for (let first = 0; first < count; first += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, count - first) }, (_, at) => ({ username: nameOf(first + at) }))
    const { status, body } = await server.admin('POST', 'import/users', { rows })
    if (status !== 200) throw new Error(JSON.stringify(body))
  }
}

function nameOf(number: number): string {
  return `person-${String(number).padStart(6, '0')}`
}

/** Scrolls on and on until every page has come. */
async function loadAll(
  { page, go }: Reader,
  count: number,
): Promise<{ readonly frames: readonly number[]; readonly tookMs: number }> {
  await go('/users')
  return await page.evaluate<{ frames: number[]; tookMs: number }>(`new Promise(resolve => {
    const frames = [], began = performance.now()
    let last = began
    const step = now => {
      frames.push(now - last)
      last = now
      scrollTo(0, document.documentElement.scrollHeight)
      const loaded = document.documentElement.scrollHeight / ${rowPx}
      if (loaded >= ${count}) resolve({ frames, tookMs: now - began })
      else requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })`)
}

/** Down from the top, a step a frame, from somewhere in the middle where the list is long; resolves with the time of each frame, ms. */
async function scroll(page: Page, frames: number): Promise<readonly number[]> {
  await page.bringToFront()
  return await page.evaluate<number[]>(`new Promise(resolve => {
    const taken = []
    scrollTo(0, document.documentElement.scrollHeight / 4)
    let last
    const step = now => {
      if (last !== undefined) taken.push(now - last)
      last = now
      scrollBy(0, ${stepPx})
      if (taken.length >= ${frames}) resolve(taken)
      else requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })`)
}

async function pageOf({ browser }: ConsoleStage, title: string, html: string): Promise<Page> {
  const page = await browser.newPage({ viewport: windowSize })
  await page.route('http://plain/', route =>
    route.fulfill({ contentType: 'text/html', body: `${html}<title>${title}</title>` }),
  )
  await page.goto('http://plain/')
  return page
}

function plainTable(count: number): string {
  const cells = (name: string): string =>
    `<tr><td>${name}</td><td>1</td><td>20 Nov 14:03</td><td>20 Nov 14:03</td></tr>`
  const rows = Array.from({ length: count }, (_, at) => cells(nameOf(at))).join('')
  const style = `table{width:100%;border-collapse:collapse;font:13px system-ui}td{height:${rowPx}px;padding:0 10px;border-bottom:1px solid #ddd}`
  return `<!doctype html><style>${style}</style><table>${rows}</table>`
}

if (import.meta.main) await bench(consoleScroll)
