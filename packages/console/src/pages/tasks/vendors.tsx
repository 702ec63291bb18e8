// What came of a task, vendor by vendor.
import { Table } from '@mantine/core'
import type { TasksTask } from '@posthouse/client/rest'
import { Card } from '../../parts/card.tsx'
import { ScrollBox } from '../../parts/scroll-box.tsx'
import { useVendorNames } from '../../parts/vendor-names.ts'
import { useWords } from '../../words/words.ts'
import { sumParts } from './state.ts'
import { Count } from './state-text.tsx'
import { taskWords } from './task-words.ts'
import styles from './tasks.module.css'
import { words } from './words.ts'

/** A line per vendor; the most targeted first. */
export function Vendors({ task }: { readonly task: TasksTask }) {
  const t = useWords(taskWords)
  const names = useWords(words)
  const vendorName = useVendorNames()
  const lines = Object.entries(task.statistics.byProvider).toSorted(
    ([, one], [, other]) => other.targeted - one.targeted,
  )
  if (lines.length === 0) return null
  return (
    <Card title={t.byVendor}>
      <ScrollBox className={styles['numbers']} label={t.byVendor}>
        <Table horizontalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t.vendor}</Table.Th>
              <Table.Th ta="right">{names.targeted}</Table.Th>
              {sumParts.map(part => (
                <Table.Th key={part} ta="right">
                  {names[part]}
                </Table.Th>
              ))}
              <Table.Th ta="right">{t.arrived}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map(([provider, sums]) => (
              <Table.Tr key={provider}>
                <Table.Td>{vendorName(provider)}</Table.Td>
                <Table.Td ta="right">
                  <Count of={sums.targeted} />
                </Table.Td>
                {sumParts.map(part => (
                  <Table.Td key={part} ta="right">
                    <Count of={sums[part]} />
                  </Table.Td>
                ))}
                <Table.Td ta="right">
                  <Count of={sums.arrived} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </Card>
  )
}
