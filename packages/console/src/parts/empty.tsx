// Nothing to show, and what to do about it.
import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** An empty state: what is missing, and the next step below. */
export function Empty({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md">
      <Text size="sm" c="dimmed" ta="center" maw={480}>
        {children}
      </Text>
      {action}
    </Stack>
  )
}
