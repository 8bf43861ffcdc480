import { groupDigits, textFor, type CountForms } from './count-forms.ts'
import { siSize, type SiteWords } from './site-words.ts'

const MONTHS = [
  'يناير', 'فبراير', 'مارس', 'أبريل', 'مايو', 'يونيو',
  'يوليو', 'أغسطس', 'سبتمبر', 'أكتوبر', 'نوفمبر', 'ديسمبر',
] // prettier-ignore

/** Western digits, as most Arabic pages write them: the same in dates, IDs and sizes. */
const number = (count: number) => groupDigits(count, ',')

/**
 * A phrase with its number; one and two stand in its words alone.
 *
 * @example
 * counted(2, MESSAGES) // => 'رسالتان'
 */
function counted(count: number, forms: Required<CountForms>): string {
  return textFor('ar', count, forms).replace('{count}', number(count))
}

/** Text from left to right that turns nothing around it (UAX #9, FSI and PDI). */
const isolated = (text: string) => `\u2068${text}\u2069`

const MESSAGES: Required<CountForms> = { zero: 'لا رسائل', one: 'رسالة واحدة', two: 'رسالتان', few: '{count} رسائل', many: '{count} رسالة', other: '{count} رسالة' } // prettier-ignore
const THREADS: Required<CountForms> = { zero: 'لا مواضيع', one: 'موضوع واحد', two: 'موضوعان', few: '{count} مواضيع', many: '{count} موضوعًا', other: '{count} موضوع' } // prettier-ignore
const AUTHORS: Required<CountForms> = { zero: 'لا كتّاب', one: 'كاتب واحد', two: 'كاتبان', few: '{count} كتّاب', many: '{count} كاتبًا', other: '{count} كاتب' } // prettier-ignore
const LINES: Required<CountForms> = { zero: 'لا أسطر', one: 'سطر واحد', two: 'سطران', few: '{count} أسطر', many: '{count} سطرًا', other: '{count} سطر' } // prettier-ignore
const MORE: Required<CountForms> = { zero: 'لا رسائل أخرى', one: 'رسالة أخرى', two: 'رسالتان أخريان', few: '{count} رسائل أخرى', many: '{count} رسالة أخرى', other: '{count} رسالة أخرى' } // prettier-ignore
const LEFT_OUT: Required<CountForms> = { zero: 'لم يُحذف شيء.', one: 'حُذفت صورة أو محتوى آخر من موقع خارجي.', two: 'حُذف عنصران (صور أو محتويات أخرى) من مواقع خارجية.', few: 'حُذفت {count} عناصر (صور أو محتويات أخرى) من مواقع خارجية.', many: 'حُذف {count} عنصرًا (صور أو محتويات أخرى) من مواقع خارجية.', other: 'حُذف {count} عنصر (صور أو محتويات أخرى) من مواقع خارجية.' } // prettier-ignore
const BYTES: Required<CountForms> = { zero: 'لا بايتات', one: 'بايت واحد', two: 'بايتان', few: '{count} بايتات', many: '{count} بايتًا', other: '{count} بايت' } // prettier-ignore

/** Arabic, written from right to left. */
export const ARABIC: SiteWords = {
  language: 'ar',
  direction: 'rtl',
  labels: {
    skip: 'انتقل إلى المحتوى',
    comma: '، ',
    archive: 'أرشيف القائمة البريدية',
    archivedWith:
      'أُنشئ هذا الأرشيف ببرنامج \u2068Holdfast\u2069. الأوقات بالتوقيت العالمي المنسق (\u2068UTC\u2069) ما لم يُذكر غير ذلك.',
    keys: 'يفتح السهمان الأيمن والأيسر الصفحة السابقة والصفحة التالية، ومع المفتاح \u2068Shift\u2069 داخل الموضوع نفسه.',
    siteLinks: 'هذا الأرشيف',
    search: 'بحث',
    about: 'عن هذا الأرشيف',
    threadFeed: 'خلاصة هذا الموضوع',
    threadMail: 'هذا الموضوع بصيغة \u2068mbox\u2069',
    youAreHere: 'أنت هنا',
    parts: 'الأجزاء',
    continued: 'تتمة',
    beganEarlier: 'بدأ قبل ذلك',
    latest: 'أحدث الرسائل',
    busiest: 'أكثر المواضيع نشاطًا',
    chart: 'عدد الرسائل في كل شهر',
    allMonths: 'كل الأشهر',
    authors: 'الكتّاب',
    order: 'الترتيب',
    months: 'الأشهر',
    otherIndexes: 'فهارس أخرى',
    yearWord: 'السنة',
    undated: 'بلا تاريخ',
    noSubject: '(بلا عنوان)',
    noSender: '(بلا مرسل)',
    withheldSubject: '(رسالة محجوبة)',
    withheldText: 'نص هذه الرسالة محجوب.',
    from: 'من',
    date: 'التاريخ',
    utc: 'UTC',
    to: 'إلى',
    cc: 'نسخة إلى',
    subject: 'العنوان',
    inReplyTo: 'ردًّا على',
    missingParent: 'رسالة ليست في هذا الأرشيف',
    anotherCopy: 'هذه نسخة أخرى من رسالة نُشرت من قبل.',
    receivedDate: 'وقت الاستلام؛ ليس في الرسالة تاريخ صالح',
    mailboxDate: 'من صندوق البريد؛ ليس في الرسالة تاريخ صالح',
    previousDate: 'تاريخ الرسالة السابقة؛ ليس في هذه الرسالة تاريخ صالح',
    messageId: 'Message-ID',
    permanentId: 'المعرّف الدائم',
    archivedAt: 'Archived-At',
    permalink: 'رابط دائم',
    rawMessage: 'مصدر الرسالة',
    reply: 'الرد بالبريد الإلكتروني',
    attachments: 'المرفقات',
    innerMessage: 'رسالة داخل هذه الرسالة',
    sameAsHtml: 'النص نفسه بصيغة \u2068HTML\u2069',
    signature: 'التوقيع',
    listFooter: 'تذييل القائمة',
    patch: 'رقعة برمجية',
    fixedText: 'نص منسق مسبقًا',
    textGoesOn: 'تتمة النص في صفحة الرسالة.',
    thread: 'الموضوع',
    around: 'حول هذه الرسالة',
    wholeThread: 'الموضوع كاملًا',
    threadMissingRoot: 'هذا الموضوع رد على رسالة ليست في هذا الأرشيف.',
    threads: 'المواضيع',
    threadBefore: 'الموضوع السابق',
    threadAfter: 'الموضوع التالي',
    inThisThread: 'في هذا الموضوع',
    byDate: 'حسب التاريخ',
    before: 'السابق',
    after: 'التالي',
    withdrawnTitle: 'رسالة مسحوبة',
    withdrawnText: 'كانت هنا رسالة، ثم أُزيلت من الأرشيف.',
    withdrawnOn: 'وقت السحب',
    reason: 'السبب',
    toFrontPage: 'إلى الصفحة الأولى للأرشيف',
    movedTitle: 'انتقلت هذه الرسالة',
    movedText: 'تجدها الآن على رابطها الدائم.',
    withdrawnSubject: '(رسالة مسحوبة)',
    oldIndexes: 'الفهارس على روابطها القديمة',
    oldAddress: 'فهرس على الرابط الذي كان له في الأرشيف القديم.',
    knownFromPage: 'لا تُعرف هذه الرسالة إلا من صفحتها في الأرشيف القديم، ولا توجد في أي صندوق بريد.',
    deletedThere: 'يذكر الأرشيف القديم أن هذه الرسالة حُذفت منه.',
    asInOldArchive: 'كما في الأرشيف القديم',
    searchNeedsScript:
      'يعتمد البحث في هذه الصفحة على برنامج نصي من هذا الموقع، وهو لا يعمل هنا. تسرد الفهارس أدناه كل الرسائل.',
    searchForm: 'البحث في الأرشيف',
    searchWords: 'كلمات في العنوان أو اسم الكاتب أو النص',
    author: 'الكاتب',
    anyYear: 'كل السنوات',
    bestFirst: 'الأقرب أولًا',
    newestFirst: 'الأحدث أولًا',
    oldestFirst: 'الأقدم أولًا',
    showMore: 'عرض المزيد',
    indexes: 'الفهارس',
    citeTitle: 'كيف تستشهد برسالة',
    citeText:
      'برابط صفحتها، وهو ما تجده تحت «رابط دائم». يتضمن الرابط معرّف الرسالة نفسها، ولا يغيّره ما يحدث لغيرها من الرسائل.',
    forExample: 'مثال:',
    promiseTitle: 'ما يلتزم به هذا الأرشيف',
    promiseAddress:
      'رابط الرسالة يفتح تلك الرسالة، أو يقود إليها، أو يذكر أنها سُحبت، ولا يفتح رسالة أخرى أبدًا.',
    promiseOld: 'تظل الروابط القديمة لهذا الأرشيف تقود إلى حيث كانت تقود.',
    addressMap: 'وجهة كل رابط، للبرامج',
    promiseWays:
      'صفحات الأشهر والسنوات والمواضيع وهذه الصفحة سبل للوصول إلى الرسائل. قد تتغير، ولا تصلح للاستشهاد بها.',
    programsTitle: 'للبرامج',
    latestFeed: 'خلاصة أحدث الرسائل (\u2068Atom\u2069)',
    threadFeeds: 'ولكل موضوع خلاصة أيضًا.',
    messagesData: 'كل الرسائل مع التاريخ والعنوان والكاتب والموضوع (\u2068JSON\u2069)',
    addressesData: 'كل الروابط ووجهاتها (\u2068JSON\u2069)',
    mailTitle: 'الرسائل نفسها',
    mailText:
      'يحتوي كل ملف على رسائل شهر واحد بصيغة \u2068mbox\u2069 (\u2068mboxrd\u2069، \u2068gzip\u2069)، بقدر ما يعرضه هذا الأرشيف.',
  },
  views: { date: 'حسب التاريخ', thread: 'حسب الموضوع', author: 'حسب الكاتب', subject: 'حسب العنوان' },
  problems: {
    'undeclared-charset': null,
    'unknown-charset': 'تذكر الرسالة ترميز محارف غير معروف هنا، وقد تظهر بعض المحارف خاطئة.',
    'undecodable-bytes': 'بعض البايتات لا معنى لها في ترميز الرسالة، وتظهر هكذا: \uFFFD',
    'message-too-large': 'الرسالة أكبر من أن تُحلَّل، وهذه بداية مصدرها.',
    'head-too-large': 'ترويسة الرسالة كبيرة جدًّا، ولم تُقرأ حقولها الأخيرة.',
    'too-many-parts': 'أجزاء الرسالة أكثر من أن تُحلَّل، وهذا مصدرها.',
    'nested-too-deep': 'بعض الأجزاء متداخلة بعمق كبير، ولم تُحلَّل.',
    'unreadable-mime': 'تعذّر التمييز بين أجزاء الرسالة، وهذا مصدرها.',
    'unknown-transfer-encoding': 'أحد الأجزاء مرمَّز بطريقة غير معروفة هنا، ويُعرض كما هو في الرسالة.',
    'no-text-part': 'ليس في الرسالة جزء يُقرأ نصًّا.',
    'html-too-large': 'محتوى \u2068HTML\u2069 كبير جدًّا، ويُعرض مصدره.',
    'html-too-deep': 'بعض محتوى \u2068HTML\u2069 متداخل بعمق كبير، وبقي نصه وحده.',
    'unreadable-html': 'تعذّرت قراءة محتوى \u2068HTML\u2069، ويُعرض مصدره.',
    'remote-content': (count) =>
      count === null ? 'حُذفت صور أو محتويات أخرى من مواقع خارجية.' : counted(count, LEFT_OUT),
    'text-clipped': 'النص أطول مما يُعرض هنا.',
    'source-clipped': 'المصدر أطول مما يُعرض هنا.',
    'field-clipped': 'أحد حقول الترويسة أطول مما يُعرض هنا.',
  },
  search: {
    searching: 'جارٍ البحث…',
    nothingAsked: 'اكتب كلمة أو اسم كاتب.',
    cannotLoad: 'تعذّر تحميل بيانات البحث. تسرد الفهارس أدناه كل الرسائل.',
    nothingFound: 'لم يُعثر على أي رسالة.',
    found: {
      one: 'عُثر على رسالة واحدة.',
      two: 'عُثر على رسالتين.',
      few: 'عُثر على {count} رسائل.',
      other: 'عُثر على {count} رسالة.',
    },
    foundMore: {
      few: 'عُثر على {count} رسائل، يُعرض منها {shown}.',
      other: 'عُثر على {count} رسالة، يُعرض منها {shown}.',
    },
  },
  digitMark: ',',
  number,
  messages: (count) => counted(count, MESSAGES),
  threads: (count) => counted(count, THREADS),
  authors: (count) => counted(count, AUTHORS),
  quotedLines: (count) => `نص مقتبس، ${counted(count, LINES)}`,
  moreReplies: (count) => `${counted(count, MORE)} في صفحة الموضوع`,
  moreAbove: (count) => `${counted(count, MORE)} أعلاه`,
  size: (bytes) => (bytes < 1_000 ? counted(bytes, BYTES) : isolated(siSize(bytes, '.', String))),
  file: (mediaType, size) => `${isolated(mediaType)}، ${size}`,
  part: (part, parts) => `الجزء ${number(part)} من ${number(parts)}`,
  withPart: (title, part) => `${title}، ${part}`,
  periodBy: (period, view) => `${period}، ${view}`,
  span: (first, last) => (first === last ? first : `من ${first} إلى ${last}`),
  summary: (messages, threads, span) =>
    span === null ? `${messages}.` : `${messages} و${threads}، ${span}.`,
  chartText: (messages, span, most, month) =>
    `عمود لكل شهر: ${messages}، ${span}. أكثرها ${most} في ${month}. كل الأعداد مذكورة أدناه.`,
  monthName: (month) => MONTHS[month - 1]!,
  month: (year, month) => `${MONTHS[month - 1]!} ${year}`,
  day: (year, month, day) => `${day} ${MONTHS[month - 1]!} ${year}`,
  time: (day, time) => `${day}، ${isolated(`${time} UTC`)}`,
}
