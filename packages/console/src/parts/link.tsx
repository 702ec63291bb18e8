// Links that stay in the console: they look like links, open in a new tab like links, and load nothing again.
import { Anchor, type AnchorProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { addressOf, usePlace } from '../api/place.ts'

/** What a link is given. */
export interface PageLinkProps extends AnchorProps {
  readonly children: ReactNode
  readonly title?: string
}

/** A link to a page of the same app; `to` begins with a slash: `/users/alice?tab=devices`. */
export function AppLink({ to, ...rest }: PageLinkProps & { readonly to: string }) {
  const place = usePlace()
  return <Anchor component={Link} href={`~${addressOf(place, to)}`} {...rest} />
}

/** A link to a page of the whole server: `/console/apps`. */
export function ServerLink({ to, ...rest }: PageLinkProps & { readonly to: string }) {
  return <Anchor component={Link} href={`~${to}`} {...rest} />
}
