// Every benchmark, one after the other, as one report: `npm run bench`, or `npm run bench -- --quick` to see that it works.
import { accept } from './accept.ts'
import { callbacks } from './callbacks.ts'
import { cluster } from './cluster.ts'
import { consoleScroll } from './console.ts'
import { gateway } from './gateway.ts'
import { h2 } from './h2.ts'
import { handover } from './handover.ts'
import { imports } from './import.ts'
import { journey } from './journey.ts'
import { moves } from './move.ts'
import { pipeline } from './pipeline.ts'
import { product } from './product.ts'
import { bench } from './settings.ts'
import { start } from './start.ts'
import { sync } from './sync.ts'
import { tasks } from './task.ts'
import { vendorSends } from './vendors.ts'

await bench(async run => {
  await accept(run)
  await pipeline(run)
  await sync(run)
  await start(run)
  await callbacks(run)
  await imports(run)
  await moves(run)
  await journey(run)
  await product(run)
  await tasks(run)
  await gateway(run)
  await cluster(run)
  await handover(run)
  await consoleScroll(run)
  await h2(run)
  await vendorSends(run)
})
