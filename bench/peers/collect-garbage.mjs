// Preloaded into a server whose memory is measured: collects garbage at SIGUSR2 and says `collected` with the resident bytes.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
process.on('SIGUSR2', async () => {
  for (let round = 0; round < 4; round += 1) {
    collect()
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  process.stdout.write(`collected ${process.memoryUsage.rss()}\n`)
})
