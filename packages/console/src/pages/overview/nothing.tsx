// A card that has nothing to show yet: a line, and where to go. An app at its beginning has many, so they are small.
import { Text } from '@mantine/core'
import { AppLink } from '../../parts/link.tsx'

/** What is missing, and the next step. */
export function Nothing({
  text,
  next,
}: {
  readonly text: string
  readonly next?: { readonly to: string; readonly word: string }
}) {
  return (
    <Text size="sm" c="dimmed">
      {text}{' '}
      {next && (
        <AppLink to={next.to} inherit>
          {next.word}
        </AppLink>
      )}
    </Text>
  )
}
