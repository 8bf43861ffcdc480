import type { Archiver, ArchiverName } from './archiver.ts'
import { hyperkitty } from './hyperkitty.ts'
import { hypermail } from './hypermail.ts'
import { mhonarc } from './mhonarc.ts'
import { pipermail } from './pipermail.ts'
import { publicInbox } from './public-inbox.ts'

/** Every archiver, in the order in which they are documented. */
export const ARCHIVERS: Readonly<Record<ArchiverName, Archiver>> = {
  pipermail,
  mhonarc,
  hypermail,
  hyperkitty,
  'public-inbox': publicInbox,
}

/** The archiver of that name, or null. */
export function findArchiver(name: string): Archiver | null {
  return Object.values(ARCHIVERS).find((archiver) => archiver.name === name) ?? null
}
