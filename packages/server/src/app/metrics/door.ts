// Gives the metrics of this process to whoever scrapes; until then nothing of it is loaded. However many scrape, and however often, writing
// them down takes a small share of the process's time (F120).
import { createSharedLook } from '../../base/shared-look.ts'
import type { MetricsDoor } from '../../http/own-routes.ts'
import { createLook, type LookParts } from './look.ts'
import type { Rendering } from './render.ts'

/** Makes it. */
export function createMetricsDoor(parts: LookParts): Pick<MetricsDoor, 'read'> {
  const look = createLook(parts)
  let rendering: Promise<Rendering> | undefined
  const written = createSharedLook(parts.clock, 1, async (_: 'all') => {
    rendering ??= import('./render.ts').then(({ createRendering }) => createRendering())
    const { contentType, text } = await rendering
    return { contentType, text: await text(await look()) }
  })
  return { read: () => written('all') }
}
