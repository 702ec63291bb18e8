// The line above a list in a tab: what the list is, and its one button.
import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** See the head of the file. */
export function Head({ lead, action }: { readonly lead: ReactNode; readonly action?: ReactNode }) {
  return (
    <Group justify="space-between" align="flex-start" mb="sm" gap="sm">
      <Text size="sm" c="dimmed" maw={760} flex="1 1 320px" component="div">
        {lead}
      </Text>
      {action}
    </Group>
  )
}
