// The days that are simulated for each size.
import type { Measured } from '../measured.ts'
import { dayCostsOf } from './costs-of-day.ts'
import { type Day, type Events, eightInTheEvening, simulateDay } from './day.ts'
import type { Inputs } from './inputs.ts'
import type { Plan } from './size.ts'

/** A day with its name. */
export interface Scenario {
  readonly name: Readonly<Record<'en' | 'zh', string>>
  readonly events: Events
}

/** A usual one, and what an operator fears. */
const scenarios: readonly Scenario[] = [
  { name: { en: 'as usual', zh: '平常的一天' }, events: {} },
  { name: { en: 'a task to everybody at 20:00', zh: '20:00 全员任务' }, events: { taskAt: eightInTheEvening } },
  {
    name: { en: 'a node of each role dies at 20:30', zh: '20:30 每种角色各死一个节点' },
    events: { nodeDiesAt: eightInTheEvening + 1_800 },
  },
  {
    name: { en: 'the task, and they die a minute later', zh: '全员任务，一分钟后节点死' },
    events: { taskAt: eightInTheEvening, nodeDiesAt: eightInTheEvening + 60 },
  },
]

/** Simulates all of them. */
export function simulateAll(
  inputs: Inputs,
  plan: Plan,
  measured: Measured,
): readonly { readonly name: Scenario['name']; readonly day: Day }[] {
  const costs = dayCostsOf(plan, measured)
  return scenarios.map(({ name, events }) => ({ name, day: simulateDay(inputs, plan, costs, events) }))
}
