// The operator's look at what a template says. Only translation.
import type { templatePreviewEndpoints } from '@posthouse/protocol'
import { type PreviewDeps, previewTemplate } from '../../flows/registry/preview-template.ts'
import type { Handlers } from '../../http/handler.ts'
import type { Tables } from '../../ports/store.ts'
import { appOf } from './app-of.ts'

/** What these handlers use. */
export type TemplatePreviewParts = PreviewDeps & {
  readonly store: { readonly tables: { readonly apps: Pick<Tables['apps'], 'byName'> } }
}

/** Handlers of these endpoints. */
export function templatePreviewHandlers(deps: TemplatePreviewParts): Handlers<typeof templatePreviewEndpoints> {
  return {
    async templatePreview({ params, body }) {
      const app = await appOf(deps.store, params)
      const { titlePattern, contentPattern, titleArgs = [], contentArgs = [], from, to, kind = 'txt', text = '' } = body
      const draft = {
        ...(titlePattern === undefined ? {} : { titlePattern }),
        ...(contentPattern === undefined ? {} : { contentPattern }),
      }
      const wish = { name: params.name, draft, titleArgs, contentArgs, from, to, kind, text }
      const { shown, languages, screens, order } = await previewTemplate(deps, app, wish)
      const { language, ...texts } = shown
      return {
        shown: { ...texts, ...(language === undefined ? {} : { language }) },
        languages: languages.map(one => ({ ...one })),
        screens: screens.map(({ vendor, shown: { title, body, subtitle } }) => ({
          ...{ vendor, title, body },
          ...(subtitle === undefined ? {} : { subtitle }),
        })),
        order: order.map(one => ({ ...one })),
      }
    },
  }
}
