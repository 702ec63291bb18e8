// The reader's own choices: language, and light or dark.
import { ActionIcon, Button, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import { speak, useLanguage } from '../words/language.ts'
import { tagOf } from '../words/language-tag.ts'
import { useWords, wordsOf } from '../words/words.ts'
import styles from './frame.module.css'

const words = wordsOf({
  light: { en: 'Light theme', zh: '浅色主题' },
  dark: { en: 'Dark theme', zh: '深色主题' },
})

/** The name of the other language, in that language. */
export function LanguageButton() {
  const language = useLanguage()
  const other = language === 'en' ? 'zh' : 'en'
  return (
    <Button variant="subtle" color="gray" px={8} lang={tagOf(other)} onClick={() => speak(other)}>
      <span className={styles['roomy']}>{{ en: 'English', zh: '中文' }[other]}</span>
      <span className={styles['tight']}>{{ en: 'EN', zh: '中' }[other]}</span>
    </Button>
  )
}

/** The other theme. */
export function ThemeButton() {
  const t = useWords(words)
  const { setColorScheme } = useMantineColorScheme()
  const other = useComputedColorScheme('light') === 'light' ? 'dark' : 'light'
  const Icon = other === 'dark' ? IconMoon : IconSun
  return (
    <Tooltip label={t[other]}>
      <ActionIcon variant="subtle" color="gray" aria-label={t[other]} onClick={() => setColorScheme(other)}>
        <Icon size={17} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  )
}
