// Every benchmark, one after the other, as one report: `npm run bench`, or `npm run bench -- --quick` to see that it works.
import { accept } from './accept.ts'
import { callbacks } from './callbacks.ts'
import { h2 } from './h2.ts'
import { pipeline } from './pipeline.ts'
import { bench } from './settings.ts'
import { start } from './start.ts'
import { sync } from './sync.ts'

await bench(async run => {
  await accept(run)
  await pipeline(run)
  await sync(run)
  await start(run)
  await callbacks(run)
  await h2(run)
})
