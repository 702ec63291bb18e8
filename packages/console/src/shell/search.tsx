// The search of the frame: a button, and the keys ⌘K or Ctrl-K, open a box that takes whatever one has in hand.
import { ActionIcon, Button, Kbd, Modal } from '@mantine/core'
import { useDisclosure, useHotkeys, useOs } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useWords } from '../words/words.ts'
import styles from './search.module.css'
import { SearchBox } from './search-box.tsx'
import { words } from './search-words.ts'

/** The button and the box behind it. */
export function Search() {
  const t = useWords(words)
  const [opened, { open, close, toggle }] = useDisclosure()
  // In fields too: that is where one is when one wants to go elsewhere.
  useHotkeys([['mod+K', toggle]], [])
  const system = useOs()
  const keys = system === 'macos' || system === 'ios' ? '⌘K' : 'Ctrl K'
  return (
    <>
      <Button
        variant="default"
        className={styles['button'] ?? ''}
        leftSection={<IconSearch size={15} stroke={1.8} />}
        rightSection={
          <Kbd size="xs" aria-hidden>
            {keys}
          </Kbd>
        }
        onClick={open}
        aria-keyshortcuts="Control+K Meta+K"
        visibleFrom="sm"
      >
        {t.search}
      </Button>
      <ActionIcon variant="subtle" color="gray" onClick={open} aria-label={t.search} hiddenFrom="sm">
        <IconSearch size={18} stroke={1.6} />
      </ActionIcon>
      <Modal.Root
        opened={opened}
        onClose={close}
        size={640}
        padding={0}
        yOffset="10vh"
        centered={false}
        transitionProps={{ duration: 0 }}
      >
        <Modal.Overlay />
        <Modal.Content aria-label={t.search}>
          <Modal.Body>
            <SearchBox onDone={close} />
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  )
}
