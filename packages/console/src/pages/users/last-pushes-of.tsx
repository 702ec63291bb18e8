// The last pushes to a user who was found, where the question is asked.
import { Group, Text } from '@mantine/core'
import { segment } from '../../api/place.ts'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useWords } from '../../words/words.ts'
import { PushList } from './push-list.tsx'
import { usePerson } from './queries.ts'
import { personWords } from './words.ts'

/** A headed list, with the way to everything about the user. */
export function LastPushesOf({ username, title }: { readonly username: string; readonly title: string }) {
  const t = useWords(personWords)
  const query = usePerson(username)
  return (
    <section aria-label={title}>
      <Group gap="sm" mb={4}>
        <Text component="h2" size="sm" fw={600} m={0}>
          {title}
        </Text>
        <AppLink to={`/users/${segment(username)}`} size="sm">
          {t.openUser}
        </AppLink>
      </Group>
      <Loaded query={query} lines={4}>
        {({ pushes }) => <PushList pushes={pushes} />}
      </Loaded>
    </section>
  )
}
