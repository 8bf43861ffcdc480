import { parentPort, workerData } from 'node:worker_threads'
import type { DisplayOptions } from '../display/display-message.ts'
import type { MessageDisplay } from '../display/message-display.ts'
import { DisplayCache } from './display-cache.ts'
import { displayEntry, type DisplayJob } from './display-entry.ts'
import { EntryReader } from './entry-bytes.ts'
import { HoldfastError, type HoldfastErrorCode, type HoldfastExitCode } from './holdfast-error.ts'
import type { ReadFile } from './read-mbox-files.ts'

/** What a worker is told when it starts. */
export interface DisplayWorkerData {
  readonly files: readonly ReadFile[]
  readonly options: DisplayOptions
  readonly cacheFolder: string | null
}

/** What a worker is asked: jobs with their places in the list of jobs. */
export type DisplayRequest = readonly { readonly index: number; readonly job: DisplayJob }[]

/** What a worker answers, one for each job, in the order in which they were asked. */
export type DisplayAnswer =
  | { readonly index: number; readonly display: MessageDisplay; readonly key: string | null }
  | { readonly index: number; readonly refusal: Refusal }

/** A {@link HoldfastError} on its way between threads. */
interface Refusal {
  readonly code: HoldfastErrorCode
  readonly exitCode: HoldfastExitCode
  readonly message: string
  readonly file: string | undefined
  readonly offset: number | undefined
  readonly hint: string | undefined
}

if (parentPort !== null) answer(parentPort, workerData as DisplayWorkerData)

function answer(port: NonNullable<typeof parentPort>, data: DisplayWorkerData): void {
  const reader = new EntryReader(data.files)
  const cache = data.cacheFolder === null ? null : new DisplayCache(data.cacheFolder)
  let turn = Promise.resolve()
  port.on('message', (request: DisplayRequest) => {
    // An error that is not the input's is ours: it ends the worker, and so the run.
    turn = turn.then(async () => {
      for (const { index, job } of request) port.postMessage(await answerOne(index, job, reader, data, cache))
    })
  })
}

async function answerOne(
  index: number,
  job: DisplayJob,
  reader: EntryReader,
  { options }: DisplayWorkerData,
  cache: DisplayCache | null,
): Promise<DisplayAnswer> {
  try {
    return { index, ...(await displayEntry(job, reader, options, cache)) }
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    const { code, exitCode, message, file, offset, hint } = error
    const refusal = { code, exitCode, message, file: file ?? undefined, offset: offset ?? undefined }
    return { index, refusal: { ...refusal, hint: hint ?? undefined } }
  }
}
