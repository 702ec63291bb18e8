// The frame of the pages before the console: the mark, the two looks, and one narrow card.
import { Box, Center, Group, Paper, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import mark from '../mark.svg'
import { LanguageButton, ThemeButton } from '../shell/look-buttons.tsx'
import { useLanguage } from '../words/language.ts'
import { nameOf } from '../words/product.ts'
import cardStyles from './card.module.css'

/** What the frame is given. */
export interface DoorProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly children: ReactNode
}

/** Frames what stands before signing in. */
export function Door({ title, lead, children }: DoorProps) {
  const product = nameOf(useLanguage())
  useEffect(() => {
    document.title = `${title} · ${product}`
  }, [title, product])
  return (
    <Box component="main" mih="100dvh">
      <Group justify="flex-end" gap="xs" p="sm" h={48}>
        <LanguageButton />
        <ThemeButton />
      </Group>
      <Center px="md" pt={{ base: 24, sm: '12vh' }} pb="xl">
        <Box w={380} maw="100%">
          <Group gap="xs" mb="md">
            <img src={mark} alt="" width={28} height={28} />
            <Text fw={600} size="lg">
              {product}
            </Text>
          </Group>
          <Paper p="lg" className={cardStyles['card'] ?? ''}>
            <Title order={1} mb={lead === undefined ? 'md' : 4}>
              {title}
            </Title>
            {lead !== undefined && (
              <Text size="sm" c="dimmed" mb="md" component="div">
                {lead}
              </Text>
            )}
            {children}
          </Paper>
        </Box>
      </Center>
    </Box>
  )
}
