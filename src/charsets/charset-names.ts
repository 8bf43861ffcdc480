/**
 * How a charset is decoded: by a table of iconv-lite, or by a state machine of our own.
 *
 * `iconv` names the table. The others are encodings that iconv-lite does not know or decodes by dropping
 * what it can't read; see the file of each decoder.
 */
export type CharsetCodec =
  | { readonly kind: 'ascii' | 'utf-8' | 'utf-7' | 'utf-16' | 'iso-2022' | 'hz' }
  | { readonly kind: 'iconv'; readonly table: string; readonly unit: 1 | 2 }

/** A charset that we read: its canonical name (the MIME name, lower case) and how. */
export interface Charset {
  readonly name: string
  readonly codec: CharsetCodec
}

const own = (kind: 'ascii' | 'utf-8' | 'utf-7' | 'utf-16' | 'iso-2022' | 'hz'): CharsetCodec => ({ kind })
const table = (name: string, unit: 1 | 2 = 1): CharsetCodec => ({ kind: 'iconv', table: name, unit })

/**
 * Every charset that we claim to read, with the further labels under which mail names it.
 *
 * Labels are compared without case and without anything but letters and digits, so `ISO_8859-1` needs no
 * entry beside `iso-8859-1`. ISO-8859-1 is read as windows-1252 and ISO-8859-9 as windows-1254, as the
 * WHATWG Encoding Standard does: mail programs wrote those code pages under these labels for years.
 */
const CHARSETS: readonly (readonly [name: string, codec: CharsetCodec, labels: string])[] = [
  [
    'us-ascii',
    own('ascii'),
    'ascii ansi_x3.4-1968 ansi_x3.4-1986 iso-ir-6 iso646-us ibm367 cp367 csascii 646',
  ],
  ['utf-8', own('utf-8'), 'utf8 unicode-1-1-utf-8 unicode11utf8 csutf8 x-unicode20utf8'],
  ['utf-7', own('utf-7'), 'unicode-1-1-utf-7 csutf7 x-unicode-2-0-utf-7'],
  ['utf-16', own('utf-16'), 'unicode ucs-2 iso-10646-ucs-2 csunicode csutf16'],
  ['utf-16le', table('utf-16le', 2), 'csutf16le unicodefffe'],
  ['utf-16be', table('utf-16be', 2), 'csutf16be unicodefeff'],
  ['utf-32', table('utf-32'), 'ucs-4 iso-10646-ucs-4'],
  ['utf-32le', table('utf-32le'), ''],
  ['utf-32be', table('utf-32be'), ''],
  [
    'windows-1252',
    table('windows-1252'),
    'cp1252 x-cp1252 ansi iso-8859-1 latin1 l1 iso-ir-100 cp819 ibm819 csisolatin1 iso88591 8859-1 latin-1 x-ansi',
  ],
  ['iso-8859-2', table('iso-8859-2'), 'latin2 l2 iso-ir-101 csisolatin2 8859-2'],
  ['iso-8859-3', table('iso-8859-3'), 'latin3 l3 iso-ir-109 csisolatin3'],
  ['iso-8859-4', table('iso-8859-4'), 'latin4 l4 iso-ir-110 csisolatin4'],
  ['iso-8859-5', table('iso-8859-5'), 'cyrillic iso-ir-144 csisolatincyrillic'],
  ['iso-8859-6', table('iso-8859-6'), 'arabic iso-ir-127 asmo-708 ecma-114 iso-8859-6-e iso-8859-6-i'],
  ['iso-8859-7', table('iso-8859-7'), 'greek greek8 iso-ir-126 elot_928 ecma-118 csisolatingreek'],
  [
    'iso-8859-8',
    table('iso-8859-8'),
    'hebrew iso-ir-138 csisolatinhebrew iso-8859-8-e iso-8859-8-i logical visual',
  ],
  ['iso-8859-10', table('iso-8859-10'), 'latin6 l6 iso-ir-157 csisolatin6'],
  ['iso-8859-13', table('iso-8859-13'), 'latin7'],
  ['iso-8859-14', table('iso-8859-14'), 'latin8 l8 iso-ir-199'],
  ['iso-8859-15', table('iso-8859-15'), 'latin9 latin-9 l9 csisolatin9'],
  ['iso-8859-16', table('iso-8859-16'), 'latin10 l10 iso-ir-226'],
  ['windows-874', table('windows-874'), 'cp874 tis-620 tis620 iso-8859-11 dos-874 x-windows-874'],
  ['windows-1250', table('windows-1250'), 'cp1250 x-cp1250'],
  ['windows-1251', table('windows-1251'), 'cp1251 x-cp1251'],
  ['windows-1253', table('windows-1253'), 'cp1253 x-cp1253'],
  ['windows-1254', table('windows-1254'), 'cp1254 x-cp1254 iso-8859-9 latin5 l5 iso-ir-148 csisolatin5'],
  ['windows-1255', table('windows-1255'), 'cp1255 x-cp1255'],
  ['windows-1256', table('windows-1256'), 'cp1256 x-cp1256'],
  ['windows-1257', table('windows-1257'), 'cp1257 x-cp1257'],
  ['windows-1258', table('windows-1258'), 'cp1258 x-cp1258'],
  ['koi8-r', table('koi8-r'), 'koi koi8 cskoi8r'],
  ['koi8-u', table('koi8-u'), 'koi8-ru'],
  ['ibm437', table('cp437'), 'cp437 437 cspc8codepage437'],
  ['ibm850', table('cp850'), 'cp850 850 cspc850multilingual'],
  ['ibm852', table('cp852'), 'cp852 852 cspcp852'],
  ['ibm866', table('cp866'), 'cp866 866 csibm866'],
  ['macintosh', table('macroman'), 'mac macroman x-mac-roman csmacintosh x-macroman'],
  ['x-mac-cyrillic', table('maccyrillic'), 'maccyrillic x-mac-ukrainian'],
  ['viscii', table('viscii'), 'csviscii'],
  ['tcvn', table('tcvn'), 'tcvn5712-1 x-viet-tcvn'],
  ['gb18030', table('gb18030'), ''],
  [
    'gbk',
    table('gbk'),
    'gb2312 gb_2312-80 csgb2312 chinese cp936 ms936 windows-936 x-gbk euc-cn x-euc-cn iso-ir-58 x-gb',
  ],
  ['hz-gb-2312', own('hz'), 'hz'],
  ['big5', table('big5'), 'big5-hkscs cn-big5 csbig5 x-x-big5 cp950 windows-950 big5-eten'],
  [
    'euc-kr',
    table('euc-kr'),
    'ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean cp949 uhc windows-949 cseuckr iso-ir-149',
  ],
  ['iso-2022-kr', own('iso-2022'), 'csiso2022kr'],
  [
    'euc-jp',
    table('euc-jp'),
    'x-euc-jp x-euc ujis cseucpkdfmtjapanese extended_unix_code_packed_format_for_japanese',
  ],
  [
    'shift_jis',
    table('shift_jis'),
    'sjis x-sjis ms_kanji csshiftjis windows-31j cp932 ms932 cswindows31j mskanji',
  ],
  [
    'iso-2022-jp',
    own('iso-2022'),
    'csiso2022jp jis iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-ms cp50220 cp50221',
  ],
]

/** A label longer than this is nobody's charset. */
const MAX_LABEL = 80

const byLabel = new Map<string, Charset>()
for (const [name, codec, labels] of CHARSETS) {
  for (const label of [name, ...labels.split(' ')])
    if (label !== '') byLabel.set(labelKey(label), { name, codec })
}

/** The canonical names of the charsets that we read, in a fixed order. */
export const CHARSET_NAMES: readonly string[] = CHARSETS.map(([name]) => name)

/**
 * Finds the charset that a label in mail means, or null where we do not read it.
 *
 * Case, blanks, quotes and punctuation do not matter, nor does a year behind a colon (`ISO_8859-1:1987`).
 *
 * @example
 * findCharset(' "ISO_8859-1:1987" ')?.name // => 'windows-1252'
 * findCharset('constructor') // => null
 */
export function findCharset(label: string): Charset | null {
  if (label.length > MAX_LABEL) return null
  return byLabel.get(labelKey(label)) ?? null
}

function labelKey(label: string): string {
  return label
    .toLowerCase()
    .replace(/:\d{4}/, '')
    .replace(/[^a-z0-9]/g, '')
}
