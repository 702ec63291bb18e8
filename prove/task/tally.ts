// What the record and the phones say of one task, added up per user and per device in small arrays: a task may have more deliveries than
// fit into memory as objects. Then the checks (I2, I4, I17). Knows no file and no database.
import { type Check, examine } from '../audit/check.ts'
import {
  type AttemptFact,
  type CounterFact,
  type DeliveryFact,
  deliveryKey,
  type TaskCountFact,
  type TaskFact,
} from '../audit/facts.ts'
import type { Paged } from '../audit/pages.ts'
import { nameOf, numberOf } from './crowd.ts'

/** What is known besides the deliveries. */
export interface TaskRecord {
  readonly task: TaskFact
  readonly counts: readonly TaskCountFact[]
  readonly counters: readonly CounterFact[]
}

/** Deliveries of one task. Entries of pages first, then rows, then attempts of rows. */
export class TaskTally {
  /** Attempts that a crash cut off or whose answer was lost. */
  ambiguousAttempts = 0
  /** Deliveries in rows. */
  rows = 0
  /** Deliveries of which nobody knows whether the phone got them: three crashes hit them. */
  givenUp = 0
  readonly #users: number
  readonly #vendors: readonly string[]
  /** 0 where there is none. */
  readonly #pushOf: BigInt64Array
  /** Per user: more than one push. */
  readonly #isTwice: Uint8Array
  readonly #deliveries: Uint8Array
  readonly #outcomes: Uint8Array
  readonly #ambiguous: Uint8Array
  readonly #admits: Uint8Array
  readonly #sums = new Map<string, number>()
  readonly #rowUsers = new Map<string, number>()
  readonly #strays: string[] = []

  /** `vendors` are the ids of each user's devices. */
  constructor(users: number, vendors: readonly string[]) {
    this.#users = users
    this.#vendors = vendors
    this.#pushOf = new BigInt64Array(users)
    this.#isTwice = new Uint8Array(users)
    const devices = users * vendors.length
    this.#deliveries = new Uint8Array(devices)
    this.#outcomes = new Uint8Array(devices)
    this.#ambiguous = new Uint8Array(devices)
    this.#admits = new Uint8Array(devices)
  }

  /** An entry of a page. */
  paged({ push, delivery, attempt }: Paged): void {
    if (push) this.#push(push.id, push.target)
    if (delivery) this.#delivery(delivery)
    if (attempt && delivery) this.#attempt(attempt, this.#device(delivery.target, delivery.deviceId))
  }

  /** A delivery in a row. */
  row(delivery: DeliveryFact): void {
    this.rows += 1
    this.#push(delivery.pushId, delivery.target)
    this.#rowUsers.set(delivery.pushId, numberOf(delivery.target))
    this.#delivery(delivery)
  }

  /** An attempt of a delivery in a row. */
  attempt(attempt: AttemptFact): void {
    const user = this.#rowUsers.get(attempt.pushId)
    this.#attempt(attempt, user === undefined ? undefined : this.#device(nameOf(user), attempt.deviceId))
  }

  /** Everything that is to be proved; `taken` says per vendor how often each phone got something, and at the end what came for none. */
  checks(record: TaskRecord, taken: readonly Uint8Array[]): readonly Check[] {
    return [...this.#walkChecks(record), ...this.#sendChecks(taken), ...this.#sumChecks(record)]
  }

  /** Phones that got it more than once. */
  repeated(taken: readonly Uint8Array[]): number {
    let count = 0
    for (const ofVendor of taken) for (const times of ofVendor.subarray(0, this.#users)) if (times > 1) count += 1
    return count
  }

  #walkChecks({ task }: TaskRecord): readonly Check[] {
    return [
      examine(
        'I2',
        'the task is finished and has gone over its audience',
        [task],
        ({ id }) => `task ${id}`,
        ({ state, audience, walked }) =>
          state === 'finished' && audience === this.#users && walked === this.#users
            ? undefined
            : `it is ${state}, ${walked} of ${audience} users were gone over, there are ${this.#users}`,
      ),
      examine('I2', 'every user has exactly one msg id', range(this.#users), nameOf, user =>
        this.#isTwice[user] ? 'two msg ids' : this.#pushOf[user] === 0n ? 'no msg id' : undefined,
      ),
      examine('I2', 'every device has exactly one delivery', this.#devices(), this.#nameOf, device =>
        this.#deliveries[device] === 1 ? undefined : `${this.#deliveries[device]} deliveries`,
      ),
      examine('I2', 'every delivery has its outcome and waits for nothing', this.#devices(), this.#nameOf, device =>
        this.#outcomes[device] ? undefined : 'no outcome',
      ),
      examine(
        'I2',
        'every delivery and attempt is of a user and a device',
        [this.#strays],
        strays => strays.slice(0, 10).join(', '),
        strays => (strays.length > 0 ? `${strays.length} are of nobody` : undefined),
      ),
    ]
  }

  #sendChecks(taken: readonly Uint8Array[]): readonly Check[] {
    const times = (device: number): number => taken[device % taken.length]?.[Math.floor(device / taken.length)] ?? 0
    const ambiguous = (device: number): number => this.#ambiguous[device] ?? 0
    const judge = (statement: string, of: (device: number) => string | undefined): Check =>
      examine('I4', statement, this.#devices(), this.#nameOf, of)
    return [
      judge('a phone gets it at most 1 + ambiguous attempts times', device =>
        times(device) > 1 + ambiguous(device) ? `${times(device)} times, ${ambiguous(device)} ambiguous` : undefined,
      ),
      judge('a repeat that the phone got says possibleDuplicate', device =>
        times(device) > 1 && !this.#admits[device] ? `${times(device)} times, and it does not say so` : undefined,
      ),
      judge('possibleDuplicate is only said where an attempt was ambiguous', device =>
        this.#admits[device] && ambiguous(device) === 0 ? 'said without an ambiguous attempt' : undefined,
      ),
      judge('success means that the phone got it', device =>
        this.#outcomes[device] === success && times(device) === 0 ? 'the vendor never took it' : undefined,
      ),
      judge('a delivery is given up only after three ambiguous attempts, and none is refused', device => {
        if (this.#outcomes[device] === success || this.#outcomes[device] === 0) return undefined
        const isUnclear = this.#outcomes[device] === unclear && ambiguous(device) >= ambiguousMax
        return isUnclear ? undefined : `given up after ${ambiguous(device)} ambiguous attempts`
      }),
      examine(
        'I4',
        'nothing was sent to a phone that nobody has',
        taken.keys(),
        vendor => this.#vendors[vendor] ?? '',
        vendor => (taken[vendor]?.[this.#users] ? 'something was' : undefined),
      ),
    ]
  }

  #sumChecks({ task, counts, counters }: TaskRecord): readonly Check[] {
    const counted = new Map(counts.map(row => [`${row.provider} ${row.measure}`, row.counted]))
    const keys = new Set([...counted.keys(), ...this.#sums.keys()])
    const targeted = counters.reduce((sum, row) => sum + row.targeted, 0)
    const outcomes = counters.reduce((sum, row) => sum + row.success + row.fail + row.error, 0)
    return [
      examine('I17', 'what is counted of the task is the sum of its deliveries', keys, String, key =>
        (counted.get(key) ?? 0) === (this.#sums.get(key) ?? 0)
          ? undefined
          : `counted ${counted.get(key) ?? 0}, deliveries say ${this.#sums.get(key) ?? 0}`,
      ),
      examine(
        'I17',
        'targeted is every device, and success + fail + error is targeted',
        [task],
        ({ id }) => `task ${id}`,
        () => {
          const all = this.#users * this.#vendors.length
          const [of, ended] = [sumOf(counts, isTargeted), sumOf(counts, row => !isTargeted(row))]
          return of === all && ended === all ? undefined : `${all} devices, targeted ${of}, ended ${ended}`
        },
      ),
      examine(
        'I17',
        'the counters of its days say the same',
        [task],
        ({ appId }) => `app ${appId}`,
        () => {
          const all = this.#users * this.#vendors.length
          return targeted === all && outcomes === all ? undefined : `targeted ${targeted}, ended ${outcomes} of ${all}`
        },
      ),
    ]
  }

  #push(id: string, target: string): void {
    const user = numberOf(target)
    const known = this.#pushOf[user]
    if (known === undefined) this.#strays.push(`${id} to ${target}`)
    else if (known === 0n) this.#pushOf[user] = BigInt(id)
    else if (known !== BigInt(id)) this.#isTwice[user] = 1
  }

  #delivery(delivery: DeliveryFact): void {
    const device = this.#device(delivery.target, delivery.deviceId)
    if (device === undefined) {
      this.#strays.push(deliveryKey(delivery))
      return
    }
    this.#deliveries[device] = (this.#deliveries[device] ?? 0) + 1
    if (delivery.possibleDuplicate) this.#admits[device] = 1
    const { status, provider = '', reason } = delivery
    if (status === undefined || delivery.isWaiting) return
    if (status === 'error') this.givenUp += 1
    this.#outcomes[device] = status === 'success' ? success : status === 'error' ? unclear : another
    this.#count(`${provider} targeted`)
    this.#count(`${provider} ${status === 'fail' ? `fail:${reason}` : status}`)
  }

  #attempt({ pushId, deviceId, kind }: AttemptFact, device: number | undefined): void {
    if (device === undefined) this.#strays.push(`attempt of ${pushId}/${deviceId}`)
    if (kind !== undefined && kind !== 'unknown') return
    this.ambiguousAttempts += 1
    if (device !== undefined) this.#ambiguous[device] = (this.#ambiguous[device] ?? 0) + 1
  }

  #count(key: string): void {
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + 1)
  }

  #device(target: string, deviceId: string): number | undefined {
    const [user, vendor] = [numberOf(target), this.#vendors.indexOf(deviceId)]
    return user < this.#users && vendor >= 0 ? user * this.#vendors.length + vendor : undefined
  }

  #devices(): Iterable<number> {
    return range(this.#users * this.#vendors.length)
  }

  readonly #nameOf = (device: number): string =>
    `${nameOf(Math.floor(device / this.#vendors.length))}/${this.#vendors[device % this.#vendors.length]}`
}

/** Attempts whose answer is lost before a delivery is given up. */
const ambiguousMax = 3
const success = 1
const unclear = 2
const another = 3

function isTargeted({ measure }: TaskCountFact): boolean {
  return measure === 'targeted'
}

function sumOf(counts: readonly TaskCountFact[], isMeant: (row: TaskCountFact) => boolean): number {
  return counts.filter(isMeant).reduce((sum, row) => sum + row.counted, 0)
}

function* range(end: number): Generator<number> {
  for (let number = 0; number < end; number += 1) yield number
}
