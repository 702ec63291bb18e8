// Waiting for what a page says of itself. Playwright's own way asks again with `eval`, which the console's policy refuses.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

/** Longest wait, ms. */
const waitMsMax = 30_000

/** Resolves once the expression is true in the page; looks once a frame. `why` tells, of a page where it never is, what is the matter. */
export async function until(page: Page, expression: string, why = 'document.title'): Promise<void> {
  const deadline = performance.now() + waitMsMax
  while (!(await page.evaluate(expression))) {
    if (performance.now() > deadline) assert.fail(`never true: ${expression}\n${await page.evaluate(why)}`)
    await page.evaluate('new Promise(requestAnimationFrame).then(() => undefined)')
  }
}
