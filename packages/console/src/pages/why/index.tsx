// The question that most people open the console for: one box for whatever they have, and below it what fails at the moment.
import { Stack } from '@mantine/core'
import { PageFrame } from '../../parts/page.tsx'
import { useWords } from '../../words/words.ts'
import { Failures } from './failures.tsx'
import { Reasons } from './reasons.tsx'
import { SearchBox } from './search-box.tsx'
import { words } from './words.ts'

/** The page. */
export function Page() {
  const t = useWords(words)
  return (
    <PageFrame title={t.title} lead={t.lead}>
      <Stack gap="md">
        <SearchBox />
        <Reasons />
        <Failures />
      </Stack>
    </PageFrame>
  )
}
