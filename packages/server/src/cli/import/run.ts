// Runs an import: one batch at a time to the server, refused rows to the report, the place to the journal. Interrupted at any instant, the
// same command goes on behind the last batch that was answered; a batch that was written and not answered is repeated, and changes nothing.
import { type EndpointReply, importEndpoints } from '@posthouse/protocol'
import type { ImportKind } from '../../flows/import/import-batch.ts'
import type { Context } from '../command.ts'
import type { AppConnection } from '../connect.ts'
import { CommandError, interrupted } from '../exit.ts'
import { type Batch, batchesOf, type LinedRefusal } from './batches.ts'
import { type ImportCounts, type Journal, openJournal, type Progress } from './journal.ts'
import { createMeter } from './meter.ts'
import type { Preset } from './presets.ts'
import { recordsOf, type SourceFormat } from './source.ts'

/** What to import. */
export interface ImportJob {
  readonly kind: ImportKind
  /** Absolute path. */
  readonly file: string
  readonly format: SourceFormat
  readonly preset: Preset | undefined
  readonly createUsers: boolean
  readonly dryRun: boolean
  readonly restart: boolean
  /** Absolute path of the refused rows. */
  readonly report: string
}

/** How it ended. */
export interface Imported {
  readonly counts: ImportCounts
  /** Rows that an earlier run had done. */
  readonly resumed: number
}

type Ends = EndpointReply<typeof importEndpoints.importBatch>['rows']

/** Imports a file. Throws {@link CommandError}, which says how to go on. */
export async function runImport(
  context: Pick<Context, 'io' | 'say'>,
  app: AppConnection,
  job: ImportJob,
): Promise<Imported> {
  const journal = openJournal(job.file, identityOf(app, job), job)
  const meter = createMeter(context)
  let progress = journal.start
  const batches = batchesOf(recordsOf(job.file, job.format), { ...job, from: progress.place })
  try {
    for await (const batch of readAhead(batches)) {
      if (context.io.signal.aborted) throw interrupted()
      const ends = batch.rows.length === 0 ? [] : await send(app, job, batch)
      progress = settled(journal, progress, batch, ends)
      journal.save(progress)
      meter.show(progress.counts, journal.start.counts.rows)
    }
  } catch (cause) {
    meter.close()
    throw job.dryRun ? cause : withPlace(cause, progress.counts.rows)
  }
  meter.close()
  journal.remove()
  return { counts: progress.counts, resumed: journal.start.counts.rows }
}

function identityOf(app: AppConnection, { kind, format, preset, createUsers, report }: ImportJob) {
  const { server } = app.connection
  return { server, app: `${app.org}/${app.name}`, kind, format, map: preset ?? null, createUsers, report }
}

async function send(app: AppConnection, { kind, createUsers, dryRun }: ImportJob, batch: Batch): Promise<Ends> {
  const body = { rows: batch.rows.map(({ row }) => ({ ...row })), createUsers, dryRun }
  return (await app.operate(importEndpoints.importBatch, { params: { kind }, body })).rows
}

function settled(journal: Journal, before: Progress, { rows, refused, next }: Batch, ends: Ends): Progress {
  const byServer = ends.flatMap((end, index): LinedRefusal[] => {
    if (end.status !== 'refused') return []
    const { code = 'internal', field, text = '' } = end
    const line = rows[index]?.line ?? 0
    return [{ line, code: code as LinedRefusal['code'], ...(field === undefined ? {} : { field }), text }]
  })
  const all = [...refused, ...byServer].toSorted((one, other) => one.line - other.line)
  const count = (status: Ends[number]['status']): number => ends.filter(end => end.status === status).length
  const { counts } = before
  return {
    place: next,
    reportBytes: journal.refuse(all, before.reportBytes),
    counts: {
      rows: counts.rows + rows.length + refused.length,
      created: counts.created + count('created'),
      updated: counts.updated + count('updated'),
      unchanged: counts.unchanged + count('unchanged'),
      refused: counts.refused + all.length,
    },
  }
}

/** Reads one batch ahead: the file is read while the server works. */
async function* readAhead(batches: AsyncGenerator<Batch>): AsyncGenerator<Batch> {
  let coming = batches.next()
  try {
    for (;;) {
      const { value, done } = await coming
      if (done) return
      coming = batches.next()
      // Its failure is met when its turn comes.
      coming.catch(() => undefined)
      yield value
    }
  } finally {
    await Promise.allSettled([coming])
    await batches.return(undefined)
  }
}

function withPlace(cause: unknown, rows: number): unknown {
  if (!(cause instanceof CommandError)) return cause
  const { exit, text } = cause
  return new CommandError(
    exit,
    {
      en: `${text.en} ${rows} rows are done; the same command goes on there.`,
      zh: `${text.zh}已完成 ${rows} 行；再次运行同一命令即可继续。`,
    },
    { cause },
  )
}
