import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { DisplayOptions } from '../display/display-message.ts'
import type { MessageDisplay } from '../display/message-display.ts'
import { DisplayCache } from './display-cache.ts'
import { displayEntry, type DisplayJob } from './display-entry.ts'
import type { DisplayAnswer, DisplayRequest, DisplayWorkerData } from './display-worker.ts'
import { EntryReader } from './entry-bytes.ts'
import { HoldfastError, printable } from './holdfast-error.ts'
import type { ReadFile } from './read-mbox-files.ts'

/** How displays of a list are made. */
export interface DisplayPoolOptions {
  readonly files: readonly ReadFile[]
  readonly display: DisplayOptions
  /** Folder of a {@link DisplayCache}, or null. */
  readonly cacheFolder?: string | null | undefined
  /** Worker threads; 1 works in this thread. Default: {@link defaultDisplayJobs}. */
  readonly jobs?: number | undefined
  /** The program of a worker. Default: the one beside this file, if it was compiled. */
  readonly worker?: URL | undefined
  /** How long one message may take before its worker counts as hanging. */
  readonly messageSeconds?: number | undefined
}

/**
 * How long one message may take. No honest one takes a second, and none that was made to hurt ten: this is for a
 * message that never ends, and decides nothing but whether the run goes on.
 */
export const MAX_MESSAGE_SECONDS = 60
/** Up to so many entries this thread makes the displays: starting workers takes longer. */
const MIN_POOLED = 2_000
const MAX_DEFAULT_JOBS = 4
/** Entries handed to a worker at one time: many small ones or one large one. */
const BATCH_ENTRIES = 50
const BATCH_BYTES = 1024 * 1024
/** Batches for each worker that are asked for or made and not yet taken. */
const BATCHES_AHEAD = 3
/** Heap of a worker. A message of 32 MiB, the largest that is taken apart, needs less than half. */
const WORKER_HEAP_MIB = 2048

/**
 * How many workers make displays where nobody says: one fewer than there are cores, at most 4; none for short lists,
 * where starting them costs more than they bring, and none on one or two cores: handing displays between threads
 * nearly doubles the work (measured: 4.8 s of processor time for 6,000 messages in one thread, 8.5 s with two
 * workers; 0.4 s from the cache).
 */
export function defaultDisplayJobs(entries: number, cores = availableParallelism()): number {
  return entries < MIN_POOLED || cores < 3 ? 1 : Math.min(cores - 1, MAX_DEFAULT_JOBS)
}

interface Thread {
  readonly worker: Worker
  /** Jobs that it has not answered, in their order. */
  readonly asked: number[]
  /** True once half of the time has gone by without an answer. */
  isLate: boolean
}

interface Waiting {
  /** Somebody awaits it. */
  isAsked: boolean
  readonly promise: Promise<MessageDisplay>
  readonly resolve: (display: MessageDisplay) => void
  readonly reject: (error: unknown) => void
}

/**
 * Makes the displays of a list's entries, ahead of whoever asks for them, on several threads.
 *
 * Results depend on neither threads nor their timing: each display is a function of its entry. Ask in the order of
 * the jobs; asking again, or out of order, gives the same display, made in this thread. Workers read the files
 * themselves; entries of compressed files are read and displayed here. Only a few batches are held at a time.
 *
 * A message on which a worker hangs or dies stops the run and is named: leaving it out would make pages that depend
 * on the machine. Close it when done.
 */
export class DisplayPool {
  /** The keys of displays in which an old page had a part: who made them has read it, and nobody else. */
  readonly keysWithOldPage = new Set<string>()
  private readonly jobs: readonly DisplayJob[]
  private readonly options: DisplayPoolOptions
  private readonly reader: EntryReader
  private readonly cache: DisplayCache | null
  private readonly threads: Thread[] = []
  private readonly waiting = new Map<number, Waiting>()
  private readonly timer: NodeJS.Timeout | null
  /** The first job that was not yet handed out. */
  private next = 0
  private failure: Error | null = null
  private closed = false

  /** @param jobs - In the order in which they will be asked for. */
  constructor(jobs: readonly DisplayJob[], options: DisplayPoolOptions) {
    this.jobs = jobs
    this.options = options
    this.reader = new EntryReader(options.files)
    const { cacheFolder = null } = options
    this.cache = cacheFolder === null ? null : new DisplayCache(cacheFolder)
    const program = options.worker ?? compiledWorker()
    const wanted = options.jobs ?? defaultDisplayJobs(jobs.length)
    const threads = program === null || wanted < 2 ? 0 : Math.min(wanted, jobs.length)
    for (let count = 0; count < threads; count += 1) this.start(program!, cacheFolder)
    const half = ((options.messageSeconds ?? MAX_MESSAGE_SECONDS) * 1000) / 2
    this.timer = threads === 0 ? null : setInterval(() => this.look(), half)
    this.timer?.unref()
  }

  /**
   * The display of a job by its index.
   *
   * @throws {@link HoldfastError}: what reading can throw, or `display-failed`, exit code 3, for a message on which a
   *   worker hangs or dies.
   */
  async display(index: number): Promise<MessageDisplay> {
    this.handOut(index)
    const waiting = this.waiting.get(index)
    if (this.failure !== null) throw this.failure
    if (waiting === undefined) {
      const job = this.jobs[index]
      if (job === undefined) throw new RangeError(`no job ${index} in a list of ${this.jobs.length}`)
      const { display, key } = await displayEntry(job, this.reader, this.options.display, this.cache)
      this.keep(index, key)
      return display
    }
    waiting.isAsked = true
    this.dropPassedOver(index)
    const display = await waiting.promise
    this.waiting.delete(index)
    return display
  }

  /** Ends the workers and closes the files. */
  async close(): Promise<void> {
    this.closed = true
    if (this.timer !== null) clearInterval(this.timer)
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()))
    await this.reader.close()
  }

  /** Hands out batches until enough is ahead, and at least as far as what is asked for. */
  private handOut(upTo: number): void {
    if (this.threads.length === 0 || this.failure !== null) return
    while (this.next < this.jobs.length) {
      const [thread] = this.threads.toSorted((a, b) => a.asked.length - b.asked.length)
      const enough = this.threads.length * BATCHES_AHEAD * BATCH_ENTRIES
      if (this.next > upTo && this.waiting.size >= enough) return
      this.ask(thread!, this.nextBatch())
    }
  }

  /** What nobody asked for in its turn is not held: it is made again if somebody does. */
  private dropPassedOver(index: number): void {
    for (const [other, { isAsked }] of this.waiting) {
      if (other >= index) return
      if (!isAsked) this.waiting.delete(other)
    }
  }

  private nextBatch(): DisplayRequest {
    const batch: { index: number; job: DisplayJob }[] = []
    let bytes = 0
    while (this.next < this.jobs.length && batch.length < BATCH_ENTRIES && bytes < BATCH_BYTES) {
      const index = this.next
      const job = this.jobs[index]!
      this.next += 1
      // Every worker would decompress the whole file for itself.
      if (this.options.files[job.file]?.compressed === true) continue
      batch.push({ index, job })
      bytes += job.length
    }
    return batch
  }

  private ask(thread: Thread, batch: DisplayRequest): void {
    if (batch.length === 0) return
    for (const { index } of batch) {
      thread.asked.push(index)
      this.waiting.set(index, newWaiting())
    }
    thread.worker.postMessage(batch)
  }

  private start(program: URL, cacheFolder: string | null): void {
    const { files, display } = this.options
    const workerData: DisplayWorkerData = { files, options: display, cacheFolder }
    const resourceLimits = { maxOldGenerationSizeMb: WORKER_HEAP_MIB }
    const worker = new Worker(program, { workerData, resourceLimits })
    const thread: Thread = { worker, asked: [], isLate: false }
    this.threads.push(thread)
    worker.on('message', (answer: DisplayAnswer) => this.take(thread, answer))
    worker.on('error', (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      this.fail(this.failed(thread, `its worker ended with an error: ${printable(reason)}`, error))
    })
    worker.on('exit', (code) => {
      if (!this.closed) this.fail(this.failed(thread, `its worker ended with code ${code}`))
    })
  }

  private take(thread: Thread, answer: DisplayAnswer): void {
    thread.isLate = false
    thread.asked.shift()
    if ('display' in answer) this.keep(answer.index, answer.key)
    const waiting = this.waiting.get(answer.index)
    if (waiting === undefined) return
    if ('display' in answer) waiting.resolve(answer.display)
    else waiting.reject(new HoldfastError(answer.refusal.code, answer.refusal.exitCode, answer.refusal.message, answer.refusal)) // prettier-ignore
  }

  private keep(index: number, key: string | null): void {
    if (key !== null && this.jobs[index]?.oldPage != null) this.keysWithOldPage.add(key)
  }

  /** Twice in a row without an answer is hanging: once may be this thread's own delay. */
  private look(): void {
    for (const thread of this.threads) {
      if (thread.asked.length === 0) continue
      if (thread.isLate) {
        const seconds = this.options.messageSeconds ?? MAX_MESSAGE_SECONDS
        this.fail(this.failed(thread, `its worker has not answered for ${seconds} seconds`))
        return
      }
      thread.isLate = true
    }
  }

  private fail(error: Error): void {
    if (this.failure !== null) return
    this.failure = error
    for (const { reject } of this.waiting.values()) reject(error)
    for (const { worker } of this.threads) void worker.terminate()
  }

  private failed(thread: Thread, how: string, cause?: unknown): HoldfastError {
    const job = this.jobs[thread.asked[0] ?? this.next - 1]
    const file = job === undefined ? undefined : this.options.files[job.file]?.path
    const id = job?.messageId == null ? 'without a Message-ID' : `<${printable(job.messageId)}>`
    const place =
      job === undefined
        ? 'a message'
        : `the message at byte ${job.offset} of ${printable(file ?? '?')}, ${id},`
    return new HoldfastError('display-failed', 3, `${place} cannot be displayed: ${how}`, {
      file,
      offset: job?.offset,
      hint: 'keep a copy of that message and report it; --jobs 1 makes pages without workers',
      cause,
    }) // prettier-ignore
  }
}

/** Node 20 runs no TypeScript: from the sources everything is done in one thread. */
function compiledWorker(): URL | null {
  return import.meta.url.endsWith('.js') ? new URL('./display-worker.js', import.meta.url) : null
}

function newWaiting(): Waiting {
  let resolve!: (display: MessageDisplay) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<MessageDisplay>((yes, no) => {
    resolve = yes
    reject = no
  })
  // Nobody may have asked for it yet when it fails.
  promise.catch(() => undefined)
  return { isAsked: false, promise, resolve, reject }
}
