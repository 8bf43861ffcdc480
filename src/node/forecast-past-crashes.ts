import {
  forecast,
  type Archiver,
  type ArchiverEntry,
  type Forecast,
  type ForecastSettings,
} from '../archivers/archiver.ts'

/**
 * Forecasts what an archiver made of a list while its mail arrived: a message that stops it gets no page, and those after
 * it are archived all the same. A full rebuild would end there.
 *
 * @param eachEntry - Hands over every entry of the list, in order; called up to three times.
 * @returns Rows of the entries that do not stop the archiver.
 */
export async function forecastPastCrashes(
  archiver: Archiver,
  settings: ForecastSettings,
  eachEntry: (take: (entry: ArchiverEntry) => void) => Promise<void>,
): Promise<Forecast> {
  const without = async (skipped: ReadonlySet<number>): Promise<Forecast> => {
    const run = archiver.begin(settings)
    await eachEntry((entry) => {
      if (!skipped.has(entry.position)) run.add(entry)
    })
    return run.finish()
  }
  const made = await without(new Set())
  if (made.crash === null) return made
  const fatal = new Set<number>()
  await eachEntry((entry) => {
    if (forecast(archiver, [entry], settings).crash !== null) fatal.add(entry.position)
  })
  return await without(fatal)
}
