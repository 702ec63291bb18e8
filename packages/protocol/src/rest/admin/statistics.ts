// What an app's deliveries came to, day by day and vendor by vendor.
import { Type } from 'typebox'
import { endpoint } from '../endpoint.ts'
import { daySums, grouped } from '../sums.ts'

const closed = { additionalProperties: false } as const
const day = (description: string) => Type.Optional(Type.String({ maxLength: 10, description }))

/** `GET /admin/v1/apps/{org}/{app}/statistics`: days of UTC, both included. */
const appStatistics = endpoint({
  name: 'statistics.ofApp',
  role: 'viewer',
  summary: "What an app's pushes came to, per day and vendor",
  method: 'GET',
  path: '/admin/v1/apps/:org/:app/statistics',
  access: 'admin',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({ org: Type.String(), app: Type.String() }),
  query: Type.Object(
    {
      from: day('The first day, yyyy-MM-dd in UTC; absent = the last one'),
      until: day('The last day, yyyy-MM-dd in UTC; absent = today'),
    },
    closed,
  ),
  body: Type.Object({}, closed),
  reply: Type.Object(
    {
      from: Type.String(),
      until: Type.String(),
      ...grouped(daySums),
      days: Type.Array(Type.Object({ day: Type.String(), ...grouped(daySums) }, closed), {
        description: 'In order; without those on which nothing was counted',
      }),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const statisticsEndpoints = { appStatistics }
