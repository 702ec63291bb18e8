// Questions under way: which user nobody attends to, who answered, and whose answer is still missed. Knows no connection.
import type { UserId } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'
import type { HeldSessions } from '../ports/bus.ts'

/** How long an answer may take, ms; within one place it takes well under one. */
const answerMsMax = 400

type Answers = ReadonlyMap<UserId, readonly HeldSessions[]>

interface Inquiry {
  readonly users: readonly UserId[]
  readonly answers: Map<UserId, readonly HeldSessions[]>
  /** Places in `users` for which something is missed. */
  readonly open: Set<number>
  end(answers: Answers | undefined): void
}

/** See the head of the file. */
export class Inquiries {
  readonly #clock: Pick<Clock, 'after'>
  readonly #self: number
  readonly #underWay = new Map<number, Inquiry>()
  #last = 0

  constructor(clock: Pick<Clock, 'after'>, self: number) {
    this.#clock = clock
    this.#self = self
  }

  /** Begins one. `send` is given the end of the address for the answers about each user, and sends the question. */
  begin(users: readonly UserId[], send: (user: UserId, place: string) => void): Promise<Answers | undefined> {
    this.#last += 1
    const number = this.#last
    return new Promise(resolve => {
      const end = (answers: Answers | undefined): void => {
        cancel()
        this.#underWay.delete(number)
        resolve(answers)
      }
      const cancel = this.#clock.after(answerMsMax, () => end(undefined))
      this.#underWay.set(number, { users, answers: new Map(), open: new Set(users.keys()), end })
      for (const [index, user] of users.entries()) send(user, `${number}.${index}`)
      if (users.length === 0) end(new Map())
    })
  }

  /** An answer came to a place; undefined: nobody is there to give one. */
  answered(place: string, held: HeldSessions | undefined): void {
    const [number = '', index = ''] = place.split('.')
    const inquiry = this.#underWay.get(Number(number))
    const user = inquiry?.users[Number(index)]
    if (!inquiry || user === undefined) return
    const answers = held ? [...(inquiry.answers.get(user) ?? []), held] : []
    if (held) inquiry.answers.set(user, answers)
    if (isMissed(answers, this.#self)) return
    inquiry.open.delete(Number(index))
    if (inquiry.open.size === 0) inquiry.end(inquiry.answers)
  }

  /** Nobody can answer any more. */
  endAll(): void {
    for (const inquiry of [...this.#underWay.values()]) inquiry.end(undefined)
  }
}

/** Whether those who answered know of somebody who has not. */
function isMissed(answers: readonly HeldSessions[], self: number): boolean {
  const known = new Set([self, ...answers.map(({ node }) => node)])
  return answers.some(({ others }) => others.some(one => !known.has(one)))
}
