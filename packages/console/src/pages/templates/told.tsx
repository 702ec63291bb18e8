// A preview as it came: the texts on the lock screens of the app's vendors, by language, and the order of what could be shown.
import { Select, Stack, Text, Title } from '@mantine/core'
import type { TemplatesPreviewReply } from '@posthouse/client/rest'
import { useState } from 'react'
import { usePlace } from '../../api/place.ts'
import { State } from '../../parts/outcome.tsx'
import { ShownCard } from '../../parts/shown/shown-card.tsx'
import { useBrands } from '../../parts/vendor-names.ts'
import { useWords } from '../../words/words.ts'
import { previewWords } from './preview-words.ts'
import styles from './told.module.css'

/** What is shown. */
export function Told({ preview }: { readonly preview: TemplatesPreviewReply }) {
  const t = useWords(previewWords)
  const isSame = new Set(preview.languages.map(({ title, content }) => `${title}\n${content}`)).size <= 1
  return (
    <Stack gap="md">
      <section aria-label={t.screens}>
        <Title order={3} mb={6}>
          {t.screens}
        </Title>
        <Screens preview={preview} />
      </section>
      <section aria-label={t.languages}>
        <Title order={3} mb={6}>
          {t.languages}
        </Title>
        {isSame ? (
          <Text size="sm" c="dimmed">
            {t.sameInAll}
          </Text>
        ) : (
          <dl className={styles['languages']}>
            {preview.languages.map(({ language, title, content }) => (
              <div key={language}>
                <dt>{language === 'zh' || language === 'en' ? t[language] : language}</dt>
                <dd>
                  <strong>{title}</strong>
                  <span>{content}</span>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </section>
      <Order order={preview.order} />
    </Stack>
  )
}

function Screens({ preview: { shown, screens } }: { readonly preview: TemplatesPreviewReply }) {
  const t = useWords(previewWords)
  const brandOf = useBrands()
  const { app } = usePlace()
  const [chosen, setChosen] = useState('')
  const now = Date.now()
  const { title, body, subtitle, vendor } = screens.find(one => one.vendor === chosen) ??
    screens[0] ?? { vendor: 'apns', title: shown.title, body: shown.content }
  return (
    <Stack gap="xs">
      {screens.length > 1 && (
        <Select
          size="xs"
          maw={220}
          aria-label={t.screen}
          value={vendor}
          allowDeselect={false}
          data={screens.map(one => ({ value: one.vendor, label: brandOf(one.vendor) }))}
          onChange={value => setChosen(value ?? '')}
        />
      )}
      <ShownCard
        vendor={vendor}
        appName={app}
        at={now}
        now={now}
        shown={{ title, body, subtitle, click: { kind: 'app' } }}
      />
    </Stack>
  )
}

function Order({ order }: Pick<TemplatesPreviewReply, 'order'>) {
  const t = useWords(previewWords)
  const winner = order.findIndex(({ exists }) => exists)
  return (
    <section aria-label={t.order}>
      <Title order={3} mb={6}>
        {t.order}
      </Title>
      <ol className={styles['order']}>
        {order.map(({ by, name, exists }, at) => (
          <li key={by}>
            <span>
              {t[by]}
              {name !== undefined && <code>{name}</code>}
            </span>
            {at === winner ? (
              <State tone="fine">{t.shownOne}</State>
            ) : (
              <State tone="quiet">{exists ? t.passed : t.notThere}</State>
            )}
          </li>
        ))}
      </ol>
      <Text size="xs" c="dimmed" mt={6}>
        {t.orderNote}
      </Text>
    </section>
  )
}
