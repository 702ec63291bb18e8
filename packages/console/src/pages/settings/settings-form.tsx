// Settings as a form: a row each with its control, its default and what it does; and the bar that saves them after a look at before and
// after.
import { Anchor, Badge, NumberInput, Select, Switch, Text } from '@mantine/core'
import { useId, useState } from 'react'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useLanguage } from '../../words/language.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { shownValue } from './draft.ts'
import { SaveBar } from './save-bar.tsx'
import { heldValue, type Kind, objection, type Section, type Setting, type Value, valueText } from './setting.ts'
import styles from './settings-form.module.css'
import { useApp } from './use-app.ts'
import type { DraftDesk } from './use-draft.ts'
import { words } from './words.ts'

/** The sections as cards; viewers and operators may look. */
export function SettingsForm({
  sections,
  draft,
}: {
  readonly sections: readonly Section[]
  readonly draft: DraftDesk
}) {
  const t = useWords(words)
  const say = useBilingual()
  const mayChange = useMay('admin')
  const app = useApp()
  return (
    <Loaded query={app} lines={12}>
      {({ app: { settings } }) => (
        <>
          {!mayChange && (
            <Text size="sm" c="dimmed" mb="sm">
              {t.readOnly}
            </Text>
          )}
          {sections.map(section => (
            <Card key={section.title.en} mb="md" title={say(section.title)}>
              <Text size="sm" c="dimmed" mb="xs" maw={760}>
                {say(section.text)}
              </Text>
              {section.settings.map(setting => (
                <SettingRow
                  key={setting.path}
                  setting={setting}
                  value={shownValue(draft.draft, settings, setting)}
                  isChanged={setting.path in draft.draft}
                  isLocked={!mayChange}
                  onChange={value => draft.change(settings, setting, value)}
                />
              ))}
            </Card>
          ))}
          <SaveBar draft={draft} settings={settings} />
        </>
      )}
    </Loaded>
  )
}

interface RowProps {
  readonly setting: Setting
  readonly value: Value
  readonly isChanged: boolean
  readonly isLocked: boolean
  readonly onChange: (value: Value) => void
}

function SettingRow(props: RowProps) {
  const { setting, value, isChanged, isLocked, onChange } = props
  const t = useWords(words)
  const say = useBilingual()
  const language = useLanguage()
  const id = useId()
  const isDefault = heldValue(setting, value) === setting.standard
  return (
    <div className={styles['row']} data-setting={setting.path} data-changed={isChanged}>
      <div>
        {isLocked ? (
          <Text span size="sm" fw={500}>
            {say(setting.title)}
          </Text>
        ) : (
          <Text component="label" htmlFor={id} size="sm" fw={500}>
            {say(setting.title)}
          </Text>
        )}
        {isChanged && (
          <Badge size="xs" variant="light" ml={8}>
            {t.notSaved}
          </Badge>
        )}
        <Text id={`${id}-text`} size="xs" c="dimmed">
          {say(setting.text)}
        </Text>
      </div>
      <div>
        {isLocked ? <Text size="sm">{valueText(setting, value, language)}</Text> : <Control id={id} {...props} />}
      </div>
      <Text size="xs" c="dimmed" className={styles['default'] ?? ''} component="div">
        {t.defaultIs(valueText(setting, null, language))}
        {!(isDefault || isLocked) && (
          <Anchor
            component="button"
            type="button"
            size="xs"
            aria-label={t.resetOf(say(setting.title))}
            onClick={() => onChange(null)}
          >
            {t.reset}
          </Anchor>
        )}
      </Text>
    </div>
  )
}

function Control({ id, setting, value, onChange }: RowProps & { readonly id: string }) {
  const language = useLanguage()
  const { kind, standard } = setting
  const held = heldValue(setting, value)
  const described = { id, 'aria-describedby': `${id}-text` }
  switch (kind.is) {
    case 'switch':
      return (
        <Switch
          {...described}
          color="var(--ph-quiet)"
          checked={held === true}
          label={valueText(setting, value, language)}
          onChange={event => onChange(event.currentTarget.checked)}
        />
      )
    case 'choice':
      return (
        <Select
          {...described}
          size="xs"
          data={kind.options.map(option => ({ value: String(option.value), label: option[language] }))}
          value={held === null ? null : String(held)}
          placeholder={valueText(setting, null, language)}
          allowDeselect={false}
          clearable={standard === null}
          onChange={next => onChange(kind.options.find(option => String(option.value) === next)?.value ?? null)}
        />
      )
    case 'number':
      return <Amount id={id} kind={kind} setting={setting} value={value} onChange={onChange} />
  }
}

/** Keeps what is being typed: an emptied field is the default, and must not fill itself while the next number is on its way. */
function Amount({
  id,
  kind,
  setting,
  value,
  onChange,
}: Omit<RowProps, 'isChanged' | 'isLocked'> & {
  readonly id: string
  readonly kind: Extract<Kind, { readonly is: 'number' }>
}) {
  const say = useBilingual()
  const language = useLanguage()
  const held = heldValue(setting, value)
  const standing = typeof held === 'number' ? held : ''
  const [typed, setTyped] = useState<number | string>(standing)
  const [isTyping, setTyping] = useState(false)
  const unit = held === 0 && kind.zero ? kind.zero : kind.unit
  return (
    <NumberInput
      id={id}
      aria-describedby={`${id}-text`}
      size="xs"
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=","
      hideControls
      value={isTyping ? typed : standing}
      placeholder={valueText(setting, null, language)}
      error={objection(setting, value, language)}
      rightSection={unit && <span className={styles['unit']}>{say(unit)}</span>}
      rightSectionWidth={112}
      rightSectionPointerEvents="none"
      onFocus={() => {
        setTyped(standing)
        setTyping(true)
      }}
      onBlur={() => setTyping(false)}
      onChange={next => {
        setTyped(next)
        onChange(typeof next === 'number' ? next : null)
      }}
    />
  )
}
