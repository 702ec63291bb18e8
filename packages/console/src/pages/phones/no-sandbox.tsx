// A server whose simulators run elsewhere (`--simulators FILE`) cannot speak for them: what to do instead.
import { PosthouseApiError } from '@posthouse/client/rest'
import { Empty } from '../../parts/empty.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { useWords, wordsOf } from '../../words/words.ts'

const words = wordsOf({
  elsewhere: {
    en: 'The simulators of this server run in another process. Start the server with --sandbox to have them here.',
    zh: '此服务器的模拟器运行在另一个进程中。以 --sandbox 启动服务器即可在此使用。',
  },
})

/** Why the sandbox did not answer. */
export function NoSandbox({ failure, onRetry }: { readonly failure: unknown; readonly onRetry: () => unknown }) {
  const t = useWords(words)
  const isMissing = failure instanceof PosthouseApiError && failure.status === 404
  return isMissing ? <Empty>{t.elsewhere}</Empty> : <FailureNote failure={failure} onRetry={onRetry} />
}
