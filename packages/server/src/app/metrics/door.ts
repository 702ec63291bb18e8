// Gives the metrics of this process to whoever scrapes; until then nothing of it is loaded.
import type { MetricsDoor } from '../../http/own-routes.ts'
import { createLook, type LookParts } from './look.ts'
import type { Rendering } from './render.ts'

/** Makes it. */
export function createMetricsDoor(parts: LookParts): Pick<MetricsDoor, 'read'> {
  const look = createLook(parts)
  let rendering: Promise<Rendering> | undefined
  return {
    async read() {
      rendering ??= import('./render.ts').then(({ createRendering }) => createRendering())
      const { contentType, text } = await rendering
      return { contentType, text: await text(await look()) }
    },
  }
}
