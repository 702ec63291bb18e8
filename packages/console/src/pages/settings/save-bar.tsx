// The bar below a form with unsaved changes, and the look at before and after that stands before the saving.
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { AppsSetting } from '@posthouse/client/rest'
import { useState } from 'react'
import { FailureNote } from '../../parts/failure-note.tsx'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { differences, hasObjection } from './draft.ts'
import { valueText } from './setting.ts'
import styles from './settings-form.module.css'
import type { DraftDesk } from './use-draft.ts'
import { words } from './words.ts'

/** Drawn while there is something to save. */
export function SaveBar({ draft, settings }: { readonly draft: DraftDesk; readonly settings: AppsSetting }) {
  const t = useWords(words)
  const [isOpen, setOpen] = useState(false)
  const isWrong = hasObjection(draft.draft)
  if (draft.count === 0) return null
  return (
    <section className={styles['bar']} aria-label={t.unsaved(draft.count)}>
      <Text size="sm" role="status">
        {isWrong ? t.correct : t.unsaved(draft.count)}
      </Text>
      <Group gap="xs">
        <Button variant="default" onClick={draft.drop}>
          {t.drop}
        </Button>
        <Button disabled={isWrong} onClick={() => setOpen(true)}>
          {t.review}
        </Button>
      </Group>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t.reviewTitle} size="lg">
        <Review draft={draft} settings={settings} onDone={() => setOpen(false)} />
      </Modal>
    </section>
  )
}

function Review({
  draft,
  settings,
  onDone,
}: {
  readonly draft: DraftDesk
  readonly settings: AppsSetting
  readonly onDone: () => void
}) {
  const t = useWords(words)
  const language = useLanguage()
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const save = async (): Promise<void> => {
    setBusy(true)
    setFailure(undefined)
    try {
      await draft.save()
      notifications.show({ message: t.saved })
      onDone()
    } catch (thrown) {
      setFailure(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Stack gap="md">
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{t.setting}</th>
            <th scope="col">{t.before}</th>
            <th scope="col">{t.after}</th>
          </tr>
        </thead>
        <tbody>
          {differences(draft.draft, settings).map(({ setting, before, after }) => (
            <tr key={setting.path}>
              <td>{setting.title[language]}</td>
              <td>{valueText(setting, before, language)}</td>
              <td>
                <strong>{valueText(setting, after, language)}</strong>
                {after === null && ` (${t.theDefault})`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Text size="xs" c="dimmed">
        {t.whenItHolds}
      </Text>
      {failure !== undefined && <FailureNote failure={failure} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          {t.back}
        </Button>
        <Button loading={isBusy} data-autofocus onClick={() => void save()}>
          {t.save(draft.count)}
        </Button>
      </Group>
    </Stack>
  )
}
