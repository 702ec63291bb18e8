// What deliveries came to, as endpoints show it of a task and of a day (I17).
import { type TObject, Type } from 'typebox'

const closed = { additionalProperties: false } as const

/** Sums of a task; `targeted` is the sum of the five after it. */
export const taskSums = Type.Object(
  {
    targeted: Type.Integer(),
    accepted: Type.Integer({ description: 'Accepted by the vendor' }),
    rejected: Type.Integer({ description: 'Refused by the vendor' }),
    unknown: Type.Integer({ description: 'No clear answer came' }),
    skipped: Type.Integer({ description: 'Not sent, for the reasons in skippedBecause' }),
    open: Type.Integer({ description: 'No outcome yet' }),
    skippedBecause: Type.Record(Type.String(), Type.Integer()),
    arrived: Type.Optional(
      Type.Integer({ description: 'As the vendor or the app reported; absent where neither does' }),
    ),
    clicked: Type.Optional(Type.Integer()),
  },
  closed,
)

/** Sums of a day; `targeted` is the sum of the five after it, and of `unexplained` where that is there. */
export const daySums = Type.Object(
  {
    ...taskSums.properties,
    unexplained: Type.Optional(
      Type.Integer({ description: 'Rejected or skipped before the server kept reasons per day; absent = none' }),
    ),
  },
  closed,
)

/** Sums together and per provider, `none` where no vendor was involved. */
export function grouped<S extends TObject>(sums: S) {
  return { all: sums, byProvider: Type.Record(Type.String(), sums) }
}
