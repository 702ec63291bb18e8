// The same push as a command or a program, ready to be copied.
import { SegmentedControl, Stack, Text } from '@mantine/core'
import { usePlace } from '../../api/place.ts'
import { useUrlText } from '../../api/url-state.ts'
import { Card } from '../../parts/card.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { useWords } from '../../words/words.ts'
import { copyAs, copyLanguages } from './copy-as.ts'
import type { Draft } from './draft.ts'
import { words } from './words.ts'

const names = { curl: 'curl', node: 'Node', java: 'Java' } as const

/** A card with the program in the language that is chosen. */
export function CopyCard({ draft }: { readonly draft: Draft }) {
  const t = useWords(words)
  const place = usePlace()
  const [asked, ask] = useUrlText('as', 'curl')
  const language = copyLanguages.find(one => one === asked) ?? 'curl'
  const text = copyAs(language, place, draft)
  return (
    <Card
      title={t.copy}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t.copy}
          value={language}
          onChange={ask}
          data={copyLanguages.map(value => ({ value, label: names[value] }))}
        />
      }
    >
      <Stack gap="xs">
        {text === undefined ? (
          <Text size="sm" c="dimmed">
            {draft.kind === 'user' || language !== 'java' ? t.nameSomebody : t.noJava}
          </Text>
        ) : (
          <JsonView value={text} label={names[language]} />
        )}
      </Stack>
    </Card>
  )
}
