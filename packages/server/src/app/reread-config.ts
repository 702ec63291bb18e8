// What a server does when it is told to read its settings again (SIGHUP): it goes on with those that it has, checks the new ones, and says
// what a restart would come to (F112). Settings are looked at once, at the start: a server that runs by two sets of them could not be
// told from another one, and a file that is wrong would be noticed at the next start, at night.
import type { Log } from '../base/log.ts'
import { ConfigError, type ConfigSources, readConfig } from './config.ts'
import { type Config, settings } from './settings.ts'
import { readVendorProxies } from './vendor-proxies.ts'

/** Reads the sources anew, and logs what is wrong, or which settings wait for a restart. Changes nothing. */
export function rereadConfig(present: Config, sources: ConfigSources, log: Log): void {
  try {
    const read = readConfig(sources)
    readVendorProxies(read.vendorProxy)
    const changed = settings.map(({ key }) => key).filter(key => !isSame(present[key], read[key]))
    if (changed.length === 0) log.info('config.unchanged')
    else log.warn('config.changed', { settings: changed.join(' '), text: 'settings are read at the start: restart' })
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause
    for (const fault of cause.faults)
      log.error('config.refused', { fault, text: 'the server goes on as it was started' })
  }
}

/** Values and lists of values. */
function isSame(one: Config[keyof Config], other: Config[keyof Config]): boolean {
  return String(one) === String(other)
}
