// A bordered surface with an optional heading: the one kind of box there is.
import { Group, Paper, type PaperProps, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './card.module.css'

/** What a card is given. */
export interface CardProps extends PaperProps {
  readonly title?: string
  /** At the right of the heading. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A surface; with a title it is a section of the page. */
export function Card({ title, actions, children, ...rest }: CardProps) {
  return (
    <Paper component="section" p="md" className={styles['card']} {...(title ? { 'aria-label': title } : {})} {...rest}>
      {(title !== undefined || actions !== undefined) && (
        <Group justify="space-between" mb="sm" wrap="nowrap">
          {title !== undefined && <Title order={2}>{title}</Title>}
          {actions}
        </Group>
      )}
      {children}
    </Paper>
  )
}
