// What axe-core finds on a page: rules of WCAG 2 A and AA, of which "serious" and "critical" keep somebody out.
import axe from 'axe-core'
import type { Page } from 'playwright-core'

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string | null
    readonly help: string
    readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[]
  }[]
}

/** What fades in or slides has other colours and widths on its way; what never ends is not waited for. */
const comeToRest =
  'Promise.allSettled(document.getAnimations().filter(one => one.effect?.getComputedTiming().endTime < 5000).map(one => one.finished))'

/** One sentence for each serious finding, with the places; empty is well. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, which the page's policy does not bind; once for each document.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source)
  await page.evaluate(`${comeToRest}.then(() => undefined)`)
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] })`,
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(node => node.target.join(' ')).join(', ')}`)
}
