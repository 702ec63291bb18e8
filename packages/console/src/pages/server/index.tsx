// The page before its rooms stand.
import { PageFrame } from '../../parts/page.tsx'

/** The page. */
export function Page() {
  return <PageFrame title="server">{null}</PageFrame>
}
