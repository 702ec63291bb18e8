// What is sent: the basic members as a form, the vendor blocks below, and the whole as JSON. Form and text are two sides of one message.
import { Button, Group, NativeSelect, SegmentedControl, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { Card } from '../../parts/card.tsx'
import { categoryWords } from '../../parts/if-we-pushed/words.ts'
import { useWords } from '../../words/words.ts'
import { BlockForms } from './block-forms.tsx'
import { fieldId } from './field-id.ts'
import { JsonTab } from './json-tab.tsx'
import { choicesWith, NumberField, type SetMember, TextField, textOf } from './member-field.tsx'
import { type JsonObject, memberAt, withMember } from './message-json.ts'
import type { DraftInHand } from './use-draft.ts'
import { words } from './words.ts'

/** A card with the notification. */
export function MessageForm({ draft, change, startOver }: DraftInHand) {
  const t = useWords(words)
  const [tab, setTab] = useState<'form' | 'json'>('form')
  // Text that is no message yet has no form.
  const shown = draft.wrongText === undefined ? tab : 'json'
  return (
    <Card
      title={t.notification}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t.notification}
          value={shown}
          onChange={value => setTab(value === 'json' ? 'json' : 'form')}
          data={[
            { value: 'form', label: t.form, disabled: draft.wrongText !== undefined },
            { value: 'json', label: t.json },
          ]}
        />
      }
    >
      {shown === 'json' ? (
        <JsonTab draft={draft} change={change} />
      ) : (
        <Fields
          message={draft.message}
          set={(path, value) => change({ message: withMember(draft.message, path, value) })}
        />
      )}
      <Group justify="flex-end" mt="xs">
        <Button variant="subtle" color="gray" size="compact-xs" onClick={startOver}>
          {t.startOver}
        </Button>
      </Group>
    </Card>
  )
}

function Fields({ message, set }: { readonly message: JsonObject; readonly set: SetMember }) {
  const t = useWords(words)
  const names = useWords(categoryWords)
  // Of two the server takes the first.
  const subTitle = ['subTitle', 'sub_title'].find(name => memberAt(message, name) !== undefined) ?? 'subTitle'
  return (
    <Stack gap="sm">
      <TextField path="title" label={t.titleField} message={message} set={set} />
      <TextField path={subTitle} label={t.subTitle} message={message} set={set} />
      <Textarea
        id={fieldId('content')}
        label={t.content}
        autosize
        minRows={2}
        maxRows={6}
        value={textOf(memberAt(message, 'content'))}
        onChange={event => set('content', event.currentTarget.value)}
      />
      <NativeSelect
        id={fieldId('category')}
        label={t.category}
        value={textOf(memberAt(message, 'category'))}
        onChange={event => set('category', event.currentTarget.value)}
        data={choicesWith(textOf(memberAt(message, 'category')), [
          { value: '', label: t.ofApp },
          ...Object.entries(names).map(([value, label]) => ({ value, label })),
        ])}
      />
      <TextField path="config.clickAction.url" label={t.clickUrl} message={message} set={set} placeholder="https://" />
      <Group gap="sm" grow align="flex-end">
        <NumberField path="config.badge.setNum" label={t.badge} message={message} set={set} />
        <NumberField path="config.TimeToLive" label={t.life} message={message} set={set} />
      </Group>
      <BlockForms message={message} set={set} />
    </Stack>
  )
}
