// When a task starts and how fast it goes. The zone is named, the rule said before the server refuses, and nights on which clocks are set
// are pointed out.
import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import { useSession } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { exactText, viewerZone } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import type { DraftPartProps } from './compose-audience.tsx'
import { composeWords } from './compose-words.ts'
import type { DraftProblem } from './draft.ts'
import { PaceInput } from './pace-input.tsx'
import { useAppSettings } from './queries.ts'
import { readWallTime, usualStarts, wallTextOf } from './wall-clock.ts'

const timeProblems: ReadonlySet<DraftProblem> = new Set(['gap', 'past', 'tooSoon', 'tooLate'])

/** The part of the form. */
export function TimePart({ draft, change, problems }: DraftPartProps & { readonly problems: readonly DraftProblem[] }) {
  const t = useWords(composeWords)
  return (
    <Card title={t.when}>
      <Stack gap="md">
        <SegmentedControl
          aria-label={t.when}
          size="xs"
          w="fit-content"
          value={draft.isLater ? 'later' : 'now'}
          onChange={value => change({ isLater: value === 'later' })}
          data={[
            { value: 'now', label: t.now },
            { value: 'later', label: t.later },
          ]}
        />
        {draft.isLater && <StartTime draft={draft} change={change} problems={problems} />}
        <PaceInput
          value={draft.pacePerMinute}
          onChange={pacePerMinute => change({ pacePerMinute })}
          note={t.paceNote}
        />
      </Stack>
    </Card>
  )
}

function StartTime({
  draft: { wall },
  change,
  problems,
}: DraftPartProps & { readonly problems: readonly DraftProblem[] }) {
  const t = useWords(composeWords)
  const language = useLanguage()
  const { timeZone } = useSession().server
  const { data: app } = useAppSettings()
  const now = Date.now()
  const usual = usualStarts(now, timeZone)
  const problem = problems.find(one => timeProblems.has(one))
  return (
    <Stack gap={6}>
      <Group align="flex-end" gap="xs">
        <DateTimePicker
          w={240}
          size="sm"
          label={t.startsAt(timeZone)}
          valueFormat="YYYY-MM-DD HH:mm"
          locale={language === 'zh' ? 'zh-cn' : 'en'}
          minDate={wallTextOf(now, timeZone)}
          value={wall === '' ? null : wall}
          onChange={value => change({ wall: withSeconds(value) })}
          error={problem && t[problem]}
          clearable
        />
        <Button variant="default" size="sm" onClick={() => change({ wall: usual.inTwoHours })}>
          {t.inTwoHours}
        </Button>
        <Button variant="default" size="sm" onClick={() => change({ wall: usual.tomorrow })}>
          {t.tomorrow}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {app?.settings.tasks?.anyStart ? t.anyRule : t.rule}
      </Text>
      <Meaning wall={wall} zone={timeZone} />
    </Stack>
  )
}

/** What the time means where the reader is, and on nights that have it twice. */
function Meaning({ wall, zone }: { readonly wall: string; readonly zone: string }) {
  const t = useWords(composeWords)
  const time = readWallTime(wall, zone)
  if (time.kind === 'invalid' || time.kind === 'gap') return null
  const own = viewerZone()
  return (
    <>
      {time.kind === 'twice' && <Text size="sm">{t.twice}</Text>}
      {own !== zone && (
        <Text size="xs" c="dimmed">
          {t.yours(exactText(time.atMs).slice(0, 16), own)}
        </Text>
      )}
    </>
  )
}

/** As the server reads it. */
function withSeconds(value: string | null): string {
  if (value === null) return ''
  return value.length === 16 ? `${value}:00` : value.replace('T', ' ').slice(0, 19)
}
