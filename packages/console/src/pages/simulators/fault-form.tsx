// A fault of one's own, as a form that asks only for what its kind needs.
import { Button, Group, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '../../words/words.ts'
import {
  type FaultDraft,
  type FaultField,
  type FaultKind,
  faultKinds,
  faultOf,
  firstDraft,
  type NewFault,
} from './fault-draft.ts'
import styles from './simulators.module.css'
import { words } from './words.ts'

/** The form. */
export function FaultForm({ onArm }: { readonly onArm: (fault: NewFault) => void }) {
  const t = useWords(words)
  const [draft, setDraft] = useState(firstDraft)
  const [wrong, setWrong] = useState<readonly FaultField[]>([])
  const change = (changes: Partial<FaultDraft>): void => setDraft({ ...draft, ...changes })
  const parts = { draft, wrong, change }
  return (
    <form
      className={styles['form']}
      onSubmit={event => {
        event.preventDefault()
        const made = faultOf(draft)
        setWrong('wrong' in made ? made.wrong : [])
        if ('fault' in made) onArm(made.fault)
      }}
    >
      <Select
        label={t.kind}
        data={faultKinds.map(kind => ({ value: kind, label: t[kind] }))}
        value={draft.kind}
        allowDeselect={false}
        onChange={kind => change({ kind: (kind ?? 'answer') as FaultKind })}
      />
      <OfKind {...parts} />
      <Limits {...parts} />
      <Group>
        <Button type="submit">{t.arm}</Button>
      </Group>
    </form>
  )
}

interface FieldProps {
  readonly draft: FaultDraft
  readonly wrong: readonly FaultField[]
  readonly change: (changes: Partial<FaultDraft>) => void
}

/** What only this kind asks for. */
function OfKind({ draft, wrong, change }: FieldProps) {
  const t = useWords(words)
  switch (draft.kind) {
    case 'answer':
      return (
        <>
          <TextInput
            label={t.status}
            inputMode="numeric"
            value={draft.status}
            error={wrong.includes('status') && t.badStatus}
            onChange={event => change({ status: event.currentTarget.value })}
          />
          <Textarea
            label={t.body}
            autosize
            minRows={2}
            maxRows={10}
            classNames={{ input: styles['code'] ?? '' }}
            value={draft.body}
            onChange={event => change({ body: event.currentTarget.value })}
          />
        </>
      )
    case 'delay':
      return (
        <TextInput
          label={t.late}
          inputMode="decimal"
          value={draft.lateSeconds}
          error={wrong.includes('lateSeconds') && t.badMs}
          onChange={event => change({ lateSeconds: event.currentTarget.value })}
        />
      )
    case 'reset':
      return (
        <Select
          label={t.when}
          data={[
            { value: 'before', label: t.before },
            { value: 'after', label: t.after },
          ]}
          value={draft.when}
          allowDeselect={false}
          onChange={when => change({ when: when === 'after' ? 'after' : 'before' })}
        />
      )
    case 'goaway':
      return (
        <Select
          label={t.finish}
          data={[
            { value: 'no', label: t.unfinished },
            { value: 'yes', label: t.finished },
          ]}
          value={draft.finish ? 'yes' : 'no'}
          allowDeselect={false}
          onChange={finish => change({ finish: finish === 'yes' })}
        />
      )
    default:
      return null
  }
}

/** Which requests it hits, and for how long. */
function Limits({ draft, wrong, change }: FieldProps) {
  const t = useWords(words)
  return (
    <div className={styles['limits']}>
      <Select
        label={t.on}
        data={[
          { value: 'push', label: t.push },
          { value: 'auth', label: t.auth },
        ]}
        value={draft.on}
        allowDeselect={false}
        onChange={on => change({ on: on === 'auth' ? 'auth' : 'push' })}
      />
      <TextInput
        label={t.times}
        description={t.timesHint}
        inputMode="numeric"
        value={draft.times}
        error={wrong.includes('times') && t.badTimes}
        onChange={event => change({ times: event.currentTarget.value })}
      />
      <TextInput
        label={t.seconds}
        inputMode="decimal"
        value={draft.seconds}
        error={wrong.includes('seconds') && t.badSeconds}
        onChange={event => change({ seconds: event.currentTarget.value })}
      />
      <TextInput
        label={t.token}
        description={t.tokenHint}
        value={draft.token}
        maxLength={4_096}
        onChange={event => change({ token: event.currentTarget.value })}
      />
    </div>
  )
}
