// What every engine keeps about templates: once per name and app, changed in part, paged in order of name.
import { deepEqual, equal } from 'node:assert/strict'
import type { TemplateName } from '../../domain/template.ts'
import { aTemplate, sampleApp } from '../../domain/testing/samples.ts'
import { type Case, otherApp } from './case.ts'

const promo = aTemplate()
const detail = aTemplate({
  name: 'detail' as TemplateName,
  titlePattern: "标题 '{$fromNickname}'",
  contentPattern: '👋\n{0}',
})

/** See the head of the file. */
export const templateCases: readonly Case[] = [
  {
    name: 'a template comes back whole, once per name, and only in its own app',
    run: async store => {
      const { templates } = store.tables
      const again = aTemplate({ titlePattern: 'other' })
      const theirs = aTemplate({ appId: otherApp, titlePattern: 'theirs' })
      const inserted = [promo, again, theirs, detail].map(template => templates.insert(template, 9))
      deepEqual(await store.commit(inserted), [true, false, true, true])
      deepEqual(await templates.byNames(sampleApp, [promo.name]), [promo])
      deepEqual(await templates.byNames(sampleApp, [promo.name, 'none' as TemplateName, detail.name]), [detail, promo])
      deepEqual(await templates.byNames(sampleApp, []), [])
      deepEqual(await templates.byNames(otherApp, [promo.name, detail.name]), [theirs])
    },
  },
  {
    name: 'an app has no more templates than allowed, and other apps do not count',
    run: async store => {
      const { templates } = store.tables
      const inserted = (name: string, appId = sampleApp) =>
        templates.insert(aTemplate({ appId, name: name as TemplateName }), 2)
      const ends = await store.commit([inserted('a', otherApp), inserted('a'), inserted('b'), inserted('c')])
      deepEqual(ends, [true, true, true, false])
      await store.commit([templates.delete(sampleApp, 'a' as TemplateName)])
      deepEqual(await store.commit([inserted('c')]), [true])
    },
  },
  {
    name: 'a template is changed in part or whole, and answers what it then is',
    run: async store => {
      const { templates } = store.tables
      await store.commit([templates.insert(promo, 9), templates.insert(detail, 9)])
      const [first] = await store.commit([templates.update(sampleApp, promo.name, { titlePattern: 'New' }, 5_000)])
      deepEqual(first, { ...promo, titlePattern: 'New', updatedAtMs: 5_000 })
      const [second] = await store.commit([
        templates.update(sampleApp, promo.name, { contentPattern: '{$msg}' }, 6_000),
      ])
      deepEqual(second, { ...promo, titlePattern: 'New', contentPattern: '{$msg}', updatedAtMs: 6_000 })
      deepEqual(await templates.byNames(sampleApp, [promo.name]), [second])
      deepEqual(await store.commit([templates.update(otherApp, promo.name, { titlePattern: 'x' }, 7_000)]), [undefined])
      deepEqual(await templates.byNames(sampleApp, [detail.name, promo.name]), [detail, second])
    },
  },
  {
    name: 'deleting a template answers what it was, and only that one goes',
    run: async store => {
      const { templates } = store.tables
      await store.commit([templates.insert(promo, 9), templates.insert(detail, 9)])
      const ends = await store.commit([
        templates.delete(otherApp, promo.name),
        templates.delete(sampleApp, promo.name),
        templates.delete(sampleApp, promo.name),
      ])
      deepEqual(ends, [undefined, promo, undefined])
      deepEqual(await templates.list(sampleApp, undefined, 9), [detail])
    },
  },
  {
    name: 'pages of templates follow the name without gaps or repeats',
    run: async store => {
      const { templates } = store.tables
      const names = ['a', 'B', '9', 'a0', 'A', 'aa'] as TemplateName[]
      await store.commit(names.map(name => templates.insert(aTemplate({ name }), 99)))
      await store.commit([templates.insert(aTemplate({ appId: otherApp, name: 'a1' as TemplateName }), 99)])
      const seen: TemplateName[] = []
      for (let page = await templates.list(sampleApp, undefined, 4); page.length > 0; ) {
        seen.push(...page.map(({ name }) => name))
        page = await templates.list(sampleApp, seen.at(-1), 4)
      }
      deepEqual(
        seen,
        names.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))),
      )
      equal((await templates.list(sampleApp, undefined, 2)).length, 2)
    },
  },
]
