// Holds the reader back who is about to leave a page with unsaved changes: by a link, by closing the tab, by loading anew. The browser's
// own way back is not held up; pages keep their drafts for it.
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useWords, wordsOf } from '../words/words.ts'

const words = wordsOf({
  title: { en: 'Leave without saving?', zh: '未保存，确定离开？' },
  effect: {
    en: 'The changes on this page are not saved. Leaving drops them.',
    zh: '此页的修改尚未保存，离开将丢弃这些修改。',
  },
  stay: { en: 'Stay', zh: '留在此页' },
  leave: { en: 'Leave and drop the changes', zh: '离开并丢弃修改' },
})

/** What the guard is given. */
export interface UnsavedProps {
  readonly active: boolean
  /** Links to this path, absolute and with its `/console`, stay on the page. */
  readonly within: string
  readonly onDrop: () => void
}

/** A guard; draws nothing until somebody leaves. */
export function UnsavedGuard({ active, within, onDrop }: UnsavedProps) {
  const t = useWords(words)
  const [, go] = useLocation()
  const [target, setTarget] = useState<string>()
  useEffect(() => {
    if (!active) return
    const hold = (event: BeforeUnloadEvent): void => event.preventDefault()
    const look = (event: MouseEvent): void => {
      const leaving = leavingTo(event, within)
      if (leaving === undefined) return
      event.preventDefault()
      event.stopPropagation()
      setTarget(leaving)
    }
    addEventListener('beforeunload', hold)
    document.addEventListener('click', look, true)
    return () => {
      removeEventListener('beforeunload', hold)
      document.removeEventListener('click', look, true)
    }
  }, [active, within])
  const leave = (): void => {
    onDrop()
    setTarget(undefined)
    if (target !== undefined) go(`~${target}`)
  }
  return (
    <Modal opened={target !== undefined} onClose={() => setTarget(undefined)} title={t.title}>
      <Stack gap="md">
        <Text size="sm">{t.effect}</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={() => setTarget(undefined)}>
            {t.stay}
          </Button>
          <Button color="red" onClick={leave}>
            {t.leave}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** Where a click leads that would leave the page in this tab; undefined for every other click. */
function leavingTo(event: MouseEvent, within: string): string | undefined {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null
  if (!link || link.target === '_blank' || link.hasAttribute('download')) return undefined
  const url = new URL(link.href)
  if (url.origin !== location.origin || url.pathname === location.pathname) return undefined
  if (url.pathname === within || url.pathname.startsWith(`${within}/`)) return undefined
  return `${url.pathname}${url.search}${url.hash}`
}
