// The look: ink on paper, one accent, one radius, an 8-pixel grid (console.md). Colours that mean something stand in theme.css.
import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type MantineThemeOverride,
  mergeThemeOverrides,
} from '@mantine/core'
import type { Language } from './words/language-tag.ts'

const vermilion: MantineColorsTuple = [
  '#fdf1ee',
  '#f9ddd7',
  '#f0b7ad',
  '#e68e80',
  '#dd6b59',
  '#d75541',
  '#c8402f',
  '#ac3527',
  '#8f2c21',
  '#71231b',
]

const grey: MantineColorsTuple = [
  '#faf8f4',
  '#f3f0ea',
  '#e7e3db',
  '#d5d0c6',
  '#b5afa4',
  '#8c877e',
  '#66635d',
  '#4b4a47',
  '#33343a',
  '#1f2328',
]

const dark: MantineColorsTuple = [
  '#e6e3dc',
  '#c6c3bc',
  '#9d9b96',
  '#7d7c7a',
  '#4a4c52',
  '#34373d',
  '#24272c',
  '#16181c',
  '#111317',
  '#0c0e11',
]

const sans =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", sans-serif'
const mono = 'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace'

/** The theme, with the names of buttons that have none but a sign. */
export function themeIn(language: Language): MantineThemeOverride {
  return inWords[language]
}

const theme = createTheme({
  primaryColor: 'vermilion',
  primaryShade: 6,
  colors: { vermilion, gray: grey, dark },
  white: '#ffffff',
  black: '#1f2328',
  fontFamily: sans,
  fontFamilyMonospace: mono,
  headings: {
    fontFamily: sans,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.5' },
      h3: { fontSize: '0.875rem', lineHeight: '1.5' },
    },
  },
  defaultRadius: 'sm',
  radius: { sm: '6px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  cursorType: 'pointer',
  autoContrast: true,
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    // Ink with a line below: red is for what is bad, and vermilion for what needs a decision.
    Anchor: { defaultProps: { underline: 'always' } },
  },
})

function named(close: string): MantineThemeOverride {
  const defaultProps = { closeButtonProps: { 'aria-label': close } }
  return mergeThemeOverrides(theme, {
    components: {
      Modal: { defaultProps: { centered: true, ...defaultProps } },
      Drawer: { defaultProps },
      Notification: { defaultProps },
    },
  })
}

const inWords = { en: named('Close'), zh: named('关闭') } as const

/** Paper and ink in place of Mantine's white and black; what else has a meaning stands in theme.css. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#faf8f4',
    '--mantine-color-text': '#1f2328',
    '--mantine-color-dimmed': '#66635d',
    '--mantine-color-default-border': '#d5d0c6',
    '--mantine-color-anchor': '#1f2328',
    '--mantine-color-error': '#b3261e',
  },
  dark: {
    '--mantine-color-body': '#16181c',
    '--mantine-color-text': '#e6e3dc',
    '--mantine-color-dimmed': '#a4a29c',
    '--mantine-color-default-border': '#3a3d44',
    '--mantine-color-anchor': '#e6e3dc',
    '--mantine-color-error': '#f28b80',
  },
})
