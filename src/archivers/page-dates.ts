import { asciiBytes } from '../mbox/ascii.ts'
import { MAIL_ZONES } from '../mbox/mail-zones.ts'
import { parseMailDate } from '../message/mail-date.ts'
import { epochOf } from '../message/utc.ts'

/**
 * Names that servers show for their own time, beside those of mail, in hours east of UTC. Only names that mean one thing
 * wherever the time zone database has them since 1990; IST, MSK and their like do not.
 */
const SERVER_ZONES: ReadonlyMap<string, number> = new Map([
  ...MAIL_ZONES,
  ...Object.entries({ WET: 0, WEST: 1, BST: 1, CET: 1, CEST: 2, MET: 1, MEST: 2, MEZ: 1, MESZ: 2 }),
  ...Object.entries({ EET: 2, EEST: 3, SAST: 2, HKT: 8, SGT: 8, AWST: 8, JST: 9, KST: 9 }),
  ...Object.entries({ ACST: 9.5, ACDT: 10.5, AEST: 10, AEDT: 11, NZST: 12, NZDT: 13 }),
  ...Object.entries({ NST: -3.5, NDT: -2.5, AKST: -9, AKDT: -8, HST: -10 }),
])

/**
 * The months as translations of Mailman and Hypermail write them, short or long: lower case, without accents. A name that
 * is one month in one language and another elsewhere (`lis`, `srp`) is missing.
 */
const MONTH_NAMES: readonly string[] = [
  'jan januar januari january janvier janv ene enero gen gennaio jaan jaanuar sty led leden sau urt oca ian янв січ',
  'feb febr februar februari february fevrier fev febrero febbraio fevereiro veebr lut uno unor vas ots sub subat фев лют',
  'mar mars march marz maerz maart mrt marzo marco mart marts marec bre brezen kov мар бер',
  'apr april avril avr abr abril aprile aprill kwi dub duben bal api nis nisan апр кві',
  'may mai mei maj mayo maggio mag maio kve kveten geg mayis май мая тра',
  'jun juni june juin junio giugno giu junho juuni cze cerven bir eka haz haziran iun июн чер',
  'jul juli july juil juillet julio luglio lug julho juuli cervenec lie uzt tem temmuz iul июл',
  'aug august augustus aout aou ago agosto sie srpen rgp elo abu agu agustos авг сер',
  'sep sept september septembre septiembre settembre set setembro wrz zar zari rgs ira eyl eylul szep сен вер',
  'oct okt october oktober octobre octubre ottobre ott out outubro rij rijen spa urr eki ekim окт жов',
  'nov november novembre noviembre novembro lap aza kas kasim noi ноя',
  'dec dez des december dezember desember decembre diciembre dic dicembre dezembro gru pro prosinec abe ara aralik дек',
]
const MONTHS: ReadonlyMap<string, number> = new Map(
  MONTH_NAMES.flatMap((names, index) => names.split(' ').map((name) => [fold(name), index + 1] as const)),
)

/** No date needs more. */
const LONGEST = 200

/**
 * Reads a date as an archiver shows it: `Mon May  4 10:00:00 CEST 2015` in the languages of many lists and in any order of
 * its parts, or the Date field as mail has it. The day's name is not looked at.
 *
 * @returns Seconds since 1970 UTC; null where the zone is missing or is no name that means one thing, and for what is no date.
 *
 * @example
 * parsePageDate('Mon May  4 10:00:00 UTC 2015') // => 1430733600
 * parsePageDate('Lun 4 Mai 12:00:00 CEST 2015') // => 1430733600
 */
export function parsePageDate(text: string): number | null {
  if (text.length > LONGEST) return null
  const words = text
    .replace(/(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?/u, ' $1 month:$2 $3 ')
    .split(/[\s,()]+/)
    .filter((word) => word !== '')
  // The day's name: in some languages it is spelt like a month.
  if (/^\p{L}/u.test(words[0] ?? '')) words.shift()
  const time = words.map((word) => /^(\d{1,2}):(\d\d):(\d\d)$/.exec(word)).find((match) => match !== null)
  const year = words.find((word) => /^\d{4}$/.test(word))
  const day = words.find((word) => /^\d{1,2}\.?$/.test(word))
  const month = words.map(monthOf).find((number) => number !== null)
  const offset = words.map(zoneOffset).find((minutes) => minutes !== null)
  if (time === undefined || year === undefined || day === undefined || month === undefined)
    return mailDate(text)
  if (offset === undefined) return mailDate(text)
  const [hour, minute, second] = time.slice(1).map(Number) as [number, number, number]
  const local = epochOf(Number(year), month, Number.parseInt(day, 10), hour, minute, second)
  return local === null ? null : local - offset * 60
}

function mailDate(text: string): number | null {
  const date = /[^\0-\x7f]/.test(text) ? null : parseMailDate(asciiBytes(text))
  return date?.offset == null ? null : date.epoch
}

function monthOf(word: string): number | null {
  const numbered = /^month:(\d{1,2})$/.exec(word)
  if (numbered !== null) return Number(numbered[1])
  return MONTHS.get(fold(word.replace(/\.$/, ''))) ?? null
}

/** Lower case, without accents. */
function fold(word: string): string {
  return word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ı', 'i')
}

/** Minutes east of UTC. */
function zoneOffset(word: string): number | null {
  const hours = SERVER_ZONES.get(word)
  if (hours !== undefined) return hours * 60
  const written = /^(?:GMT|UTC)?([+-])(\d\d):?(\d\d)$/.exec(word)
  if (written === null || Number(written[3]) > 59) return null
  return (written[1] === '-' ? -1 : 1) * (Number(written[2]) * 60 + Number(written[3]))
}
