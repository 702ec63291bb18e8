// A phone's network that can be switched off: the app is told at once, as platforms tell it; the server is told nothing and has to find out.
import type { Clock, Link, LinkEvents, Transport } from '@posthouse/client'

/** A transport with a switch. */
export interface Network extends Transport {
  readonly isUp: boolean
  /** Switches; going up closes what the server still holds, and wakes who listens. */
  set(isUp: boolean): void
  /** Tells when the network came back; returns how to stop. */
  onWake(run: () => void): () => void
}

interface Held {
  readonly link: Link
  readonly events: LinkEvents
  /** The app was told that it ended. */
  isCut: boolean
}

/** What browsers say of a connection that was lost. */
const lost = 1006
const usualClose = 1000

/** A network over `real`. */
export function createNetwork(real: Transport, clock: Pick<Clock, 'after'>, isUpNow: boolean): Network {
  let isUp = isUpNow
  const held = new Set<Held>()
  const wakes = new Set<() => void>()
  return {
    get isUp() {
      return isUp
    },
    set(next) {
      if (next === isUp) return
      isUp = next
      if (isUp) {
        for (const one of held) if (one.isCut) one.link.close(usualClose)
        for (const wake of [...wakes]) wake()
      } else {
        for (const one of [...held]) cut(one)
      }
    },
    onWake(run) {
      wakes.add(run)
      return () => wakes.delete(run)
    },
    open(url, events) {
      if (isUp) return opened(real, url, events, held)
      const stop = clock.after(0, () => events.closed(lost))
      return { send: () => undefined, close: stop }
    },
  }
}

function opened(real: Transport, url: string, events: LinkEvents, held: Set<Held>): Link {
  const whileUp =
    <T extends unknown[]>(tell: (...told: T) => void) =>
    (...told: T): void => {
      if (!one.isCut) tell(...told)
    }
  const link = real.open(url, {
    opened: whileUp(() => events.opened()),
    received: whileUp((text: string) => events.received(text)),
    closed(code) {
      held.delete(one)
      if (!one.isCut) events.closed(code)
    },
  })
  const one: Held = { link, events, isCut: false }
  held.add(one)
  return {
    send: whileUp((text: string) => link.send(text)),
    close(code) {
      // Where there is no network nothing can be said: the server keeps waiting.
      if (one.isCut) return
      held.delete(one)
      link.close(code)
    },
  }
}

function cut(one: Held): void {
  if (one.isCut) return
  one.isCut = true
  one.events.closed(lost)
}
