// A file of a form: chosen by a button, or dropped; read in the page, and judged by name and size before that.
import { Button, FileButton, Group, Input, Text } from '@mantine/core'
import { IconFileCertificate, IconX } from '@tabler/icons-react'
import { type DragEvent, useId, useState } from 'react'
import { Ticked } from '../../parts/ticked.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import styles from './file-field.module.css'
import { type Field, fileKibMax, fileObjection, type PickedFile } from './form-values.ts'
import { formWords } from './form-words.ts'

/** What the field is given. */
export interface FileFieldProps {
  readonly field: Field
  readonly file: PickedFile | undefined
  readonly onPick: (file: PickedFile | undefined) => void
  /** What the server, or the form, has against it. */
  readonly error: string | undefined
  /** What is stored already, in words. */
  readonly stored: string | undefined
}

/** The field. */
export function FileField({ field, file, onPick, error, stored }: FileFieldProps) {
  const t = useWords(formWords)
  const bilingual = useBilingual()
  const { take, objection } = usePick(field, onPick)
  const [isOver, setOver] = useState(false)
  const id = useId()
  const endings = (field.accept ?? []).join(', ')
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0] ?? null)
  }
  const help = [field.help && bilingual(field.help), stored].filter(one => one !== undefined).join('; ')
  return (
    <Input.Wrapper
      labelElement="div"
      label={bilingual(field.label)}
      description={help === '' ? undefined : <Ticked text={help} />}
      withAsterisk={field.isRequired}
      error={objection ?? error}
      id={id}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the button is everybody's. */}
      <div
        className={styles['zone']}
        data-over={isOver}
        data-bad={(objection ?? error) !== undefined}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {file ? (
          <Picked file={file} onRemove={() => onPick(undefined)} />
        ) : (
          <Group gap="xs">
            <Text size="sm" c="dimmed">
              {t.drop}
            </Text>
            <FileButton onChange={chosen => void take(chosen)} accept={endings}>
              {props => (
                <Button {...props} variant="default" aria-label={`${t.choose}: ${bilingual(field.label)}`}>
                  {t.choose}
                </Button>
              )}
            </FileButton>
            <Text size="xs" c="dimmed">
              {t.ends(endings, fileKibMax)}
            </Text>
          </Group>
        )}
      </div>
    </Input.Wrapper>
  )
}

function Picked({ file, onRemove }: { readonly file: PickedFile; readonly onRemove: () => void }) {
  const t = useWords(formWords)
  const language = useLanguage()
  return (
    <Group gap="xs" wrap="nowrap">
      <IconFileCertificate size={18} aria-hidden />
      <Text size="sm" truncate>
        {file.name}
      </Text>
      <Text size="xs" c="dimmed" className={styles['bytes'] ?? ''}>
        {t.bytes(countText(file.bytes, language))}
      </Text>
      <Button variant="subtle" color="gray" size="compact-xs" aria-label={t.takeOut(file.name)} onClick={onRemove}>
        <IconX size={14} aria-hidden />
      </Button>
    </Group>
  )
}

/** Reads what was chosen, or says what is wrong with it. */
function usePick(field: Field, onPick: (file: PickedFile | undefined) => void) {
  const t = useWords(formWords)
  const [objection, setObjection] = useState<string>()
  const take = async (chosen: File | null): Promise<void> => {
    if (chosen === null) return
    const says = { ending: t.ending((field.accept ?? []).join(', ')), size: t.size(fileKibMax), empty: t.empty }
    const wrong = fileObjection(field, { name: chosen.name, bytes: chosen.size })
    setObjection(wrong && says[wrong])
    if (wrong !== undefined) return onPick(undefined)
    try {
      onPick({ name: chosen.name, bytes: chosen.size, base64: base64Of(await chosen.arrayBuffer()) })
    } catch {
      // The file was moved or taken away between the choice and the reading.
      setObjection(t.unreadable)
      onPick(undefined)
    }
  }
  return { take, objection }
}

function base64Of(bytes: ArrayBuffer): string {
  return btoa(Array.from(new Uint8Array(bytes), byte => String.fromCharCode(byte)).join(''))
}
