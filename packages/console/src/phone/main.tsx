// The chat app of a simulated phone begins: a page of its own inside the console's, so that it has a client of its own and ends like a process.
import '../theme.css'
import { useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { speak } from '../words/language.ts'
import { useWords } from '../words/words.ts'
import type { Boot, Look } from './bridge.ts'
import { spokenCallWords } from './call-words.ts'
import { ChatClient } from './chat-client.ts'
import { Line } from './line.ts'
import styles from './phone.module.css'
import { createPlatform } from './platform.ts'
import { Screens } from './screens.tsx'
import { Store } from './state.ts'
import { words } from './words.ts'

const running = new Store<{ readonly client: ChatClient | undefined }>({ client: undefined })

addEventListener('message', event => {
  const [port] = event.ports
  // Only the console that holds this page has a phone to offer.
  if (event.origin === location.origin && event.source === parent && port) begin(port)
})

const place = document.getElementById('app')
if (!place) throw new Error('the page has no place for the app')
createRoot(place).render(<App />)

function App() {
  const t = useWords(words)
  const { client } = useSyncExternalStore(running.listen, running.get)
  return client ? <Screens client={client} /> : <p className={styles['starting']}>{t.starting}</p>
}

function begin(port: MessagePort): void {
  let app: ReturnType<typeof start> | undefined
  const line = new Line(port, {
    boot(boot) {
      app ??= start(boot, line)
    },
    order: async order => await app?.client.obey(order),
    told(word) {
      if (word.kind === 'look') dress(word.look)
      else if (word.kind === 'front') app?.client.seen()
      else if (word.kind === 'network') app?.platform.network.set(word.isUp)
      else app?.platform.notice(word.event, word.notice)
    },
  })
}

function start(boot: Boot, line: Line) {
  dress(boot.look)
  const platform = createPlatform(boot, line)
  const client = new ChatClient({ boot, line, platform, callWords: spokenCallWords })
  running.change({ client })
  client.start().catch(cause => client.complain(cause))
  return { client, platform }
}

function dress({ language, scheme }: Look): void {
  speak(language)
  document.documentElement.dataset['mantineColorScheme'] = scheme
}
