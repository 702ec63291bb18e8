// The question that most people open the console for: one box for whatever they have, and below it what fails at the moment.
import { Stack } from '@mantine/core'
import { Redirect } from 'wouter'
import { addressOf, segment, usePlace } from '../../api/place.ts'
import { useUrlText } from '../../api/url-state.ts'
import { PageFrame } from '../../parts/page.tsx'
import { useWords } from '../../words/words.ts'
import { Failures } from './failures.tsx'
import { Reasons } from './reasons.tsx'
import { SearchBox } from './search-box.tsx'
import { words } from './words.ts'

/** The page; `?call=` and `?message=` lead to what they name. */
export function Page() {
  const t = useWords(words)
  const place = usePlace()
  const [call] = useUrlText('call')
  const [message] = useUrlText('message')
  const id = call === '' ? message : call
  if (id !== '') return <Redirect to={`~${addressOf(place, `/messages/${segment(id)}`)}`} replace />
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
