// The frame of a page: one heading, what it is for, what can be done, and the content below.
import { Box, Group, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useLanguage } from '../words/language.ts'
import { nameOf } from '../words/product.ts'
import { useArrival } from './arrival.ts'
import styles from './page.module.css'

/** What a page is given. */
export interface PageFrameProps {
  readonly title: string
  /** One sentence, where the title does not say it. */
  readonly lead?: ReactNode
  /** Buttons, at the right of the title. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** Frames a page and names the browser's tab after it. */
export function PageFrame({ title, lead, actions, children }: PageFrameProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const product = nameOf(useLanguage())
  useArrival(heading)
  useEffect(() => {
    document.title = `${title} · ${product}`
  }, [title, product])
  return (
    <Box>
      <Group justify="space-between" align="flex-start" wrap="wrap" gap="sm" mb="md">
        <Box maw={760}>
          <Title order={1} ref={heading} tabIndex={-1} className={styles['heading'] ?? ''}>
            {title}
          </Title>
          {lead !== undefined && (
            <Text size="sm" c="dimmed" mt={2}>
              {lead}
            </Text>
          )}
        </Box>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  )
}
