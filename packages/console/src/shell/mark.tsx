// The name and its sign, leading home.
import { Text } from '@mantine/core'
import { Link } from 'wouter'
import mark from '../mark.svg'
import { useLanguage } from '../words/language.ts'
import { nameOf } from '../words/product.ts'
import styles from './frame.module.css'

/** Posthouse, 驿站. */
export function Mark() {
  const name = nameOf(useLanguage())
  return (
    <Link href="~/console/apps" className={styles['mark']} aria-label={name}>
      <img src={mark} alt="" width={22} height={22} />
      <Text span fw={600} visibleFrom="sm">
        {name}
      </Text>
    </Link>
  )
}
