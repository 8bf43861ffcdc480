import { groupDigits, textFor, type CountForms } from './count-forms.ts'
import { siSize, type SiteWords } from './site-words.ts'

const MONTHS = [
  'يناير', 'فبراير', 'مارس', 'أبريل', 'مايو', 'يونيو',
  'يوليو', 'أغسطس', 'سبتمبر', 'أكتوبر', 'نوفمبر', 'ديسمبر',
] // prettier-ignore

/** Western digits, as most Arabic pages write them: the same in dates, IDs and sizes. */
const number = (count: number) => groupDigits(count, ',')

/**
 * A number with its noun; one and two stand in the noun alone.
 *
 * @example
 * counted(2, MESSAGES) // => 'رسالتان'
 */
function counted(count: number, forms: Required<CountForms>): string {
  const noun = textFor('ar', count, forms)
  return count <= 2 ? noun : `${number(count)} ${noun}`
}

const MESSAGES: Required<CountForms> = { zero: 'لا رسائل', one: 'رسالة واحدة', two: 'رسالتان', few: 'رسائل', many: 'رسالة', other: 'رسالة' } // prettier-ignore
const THREADS: Required<CountForms> = { zero: 'لا مواضيع', one: 'موضوع واحد', two: 'موضوعان', few: 'مواضيع', many: 'موضوعًا', other: 'موضوع' } // prettier-ignore
const AUTHORS: Required<CountForms> = { zero: 'لا كتّاب', one: 'كاتب واحد', two: 'كاتبان', few: 'كتّاب', many: 'كاتبًا', other: 'كاتب' } // prettier-ignore
const LINES: Required<CountForms> = { zero: 'لا أسطر', one: 'سطر واحد', two: 'سطران', few: 'أسطر', many: 'سطرًا', other: 'سطر' } // prettier-ignore
const BYTES: Required<CountForms> = { zero: 'لا بايتات', one: 'بايت واحد', two: 'بايتان', few: 'بايتات', many: 'بايتًا', other: 'بايت' } // prettier-ignore
const ITEMS: Required<CountForms> = { zero: 'لا شيء', one: 'واحد', two: 'اثنان', few: 'عناصر', many: 'عنصرًا', other: 'عنصر' } // prettier-ignore

const some = (count: number | null) => (count === null ? 'عدة عناصر' : counted(count, ITEMS))

/** Arabic, written from right to left. */
export const ARABIC: SiteWords = {
  language: 'ar',
  direction: 'rtl',
  labels: {
    skip: 'انتقل إلى المحتوى',
    comma: '، ',
    archive: 'أرشيف القائمة البريدية',
    archivedWith: 'أُرشف بواسطة Holdfast. الأوقات بالتوقيت العالمي UTC ما لم يُذكر غير ذلك.',
    keys: 'يفتح السهمان الأيمن والأيسر ما قبل الصفحة وما بعدها، ومع Shift داخل الموضوع نفسه.',
    siteLinks: 'هذا الأرشيف',
    search: 'بحث',
    about: 'عن هذا الأرشيف',
    threadFeed: 'موجز هذا الموضوع',
    threadMail: 'هذا الموضوع بصيغة mbox',
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
    receivedDate: 'وقت الاستلام: ليس للرسالة تاريخ صالح',
    mailboxDate: 'من صندوق البريد: ليس للرسالة تاريخ صالح',
    previousDate: 'تاريخ الرسالة السابقة: ليس لهذه الرسالة تاريخ صالح',
    messageId: 'Message-ID',
    permanentId: 'المعرّف الدائم',
    archivedAt: 'Archived-At',
    links: 'روابط',
    permalink: 'رابط دائم',
    rawMessage: 'الرسالة الخام',
    reply: 'الرد بالبريد',
    attachments: 'المرفقات',
    innerMessage: 'رسالة داخل هذه الرسالة',
    sameAsHtml: 'النص نفسه بصيغة HTML',
    signature: 'التوقيع',
    listFooter: 'تذييل القائمة',
    patch: 'رقعة',
    fixedText: 'نص منسق مسبقًا',
    textGoesOn: 'بقية النص في صفحة الرسالة.',
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
    withdrawnText: 'كانت هنا رسالة، وقد أُزيلت من الأرشيف.',
    withdrawnOn: 'متى',
    reason: 'السبب',
    toFrontPage: 'إلى الصفحة الأولى للأرشيف',
    movedTitle: 'انتقلت هذه الرسالة',
    movedText: 'هي الآن في عنوانها الدائم.',
    withdrawnSubject: '(رسالة مسحوبة)',
    oldIndexes: 'الفهارس في عناوينها القديمة',
    oldAddress: 'فهرس في العنوان الذي كان له في الأرشيف القديم.',
    knownFromPage: 'هذه الرسالة معروفة من صفحتها في الأرشيف القديم فقط، ولا يحتويها أي صندوق بريد.',
    deletedThere: 'يقول الأرشيف القديم إن هذه الرسالة حُذفت هناك.',
    asInOldArchive: 'كما في الأرشيف القديم',
    searchNeedsScript:
      'تبحث هذه الصفحة بواسطة نص برمجي من هذا الموقع، وهو لا يعمل. الفهارس أدناه تسرد كل الرسائل.',
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
      'بعنوان صفحتها، وهو ما يشير إليه «رابط دائم». يتضمن هذا العنوان معرّف الرسالة نفسها، ولا يغيّره شيء مما يحدث لغيرها من الرسائل.',
    forExample: 'مثال:',
    promiseTitle: 'ما نلتزم به',
    promiseAddress:
      'عنوان الرسالة يفتح تلك الرسالة، أو يقود إليها، أو يذكر أنها سُحبت. ولا يفتح رسالة أخرى أبدًا.',
    promiseOld: 'تظل العناوين القديمة لهذا الأرشيف تقود إلى حيث كانت تقود.',
    addressMap: 'وجهة كل عنوان، للبرامج',
    promiseWays:
      'صفحات الأشهر والسنوات والمواضيع وهذه الصفحة طرق إلى الرسائل. قد تتغير، ولا تصلح للاستشهاد بها.',
    programsTitle: 'للبرامج',
    latestFeed: 'موجز أحدث الرسائل (Atom)',
    threadFeeds: 'ولكل موضوع موجز أيضًا.',
    messagesData: 'كل الرسائل مع التاريخ والعنوان والكاتب والموضوع (JSON)',
    addressesData: 'كل العناوين ووجهاتها (JSON)',
    mailTitle: 'البريد نفسه',
    mailText: 'يحتوي كل ملف على رسائل شهر واحد بصيغة mbox (mboxrd، gzip)، بقدر ما يعرضه هذا الأرشيف.',
  },
  views: { date: 'حسب التاريخ', thread: 'حسب الموضوع', author: 'حسب الكاتب', subject: 'حسب العنوان' },
  problems: {
    'undeclared-charset': null,
    'unknown-charset': 'تذكر الرسالة ترميز محارف غير معروف هنا، وقد تكون بعض المحارف خاطئة.',
    'undecodable-bytes': 'بعض البايتات لا معنى لها في ترميز الرسالة، وتظهر هكذا: \uFFFD.',
    'message-too-large': 'الرسالة أكبر من أن تُحلَّل، وهذه بداية مصدرها.',
    'head-too-large': 'ترويسة الرسالة كبيرة جدًّا، ولم تُقرأ حقولها الأخيرة.',
    'too-many-parts': 'أجزاء الرسالة أكثر من أن تُحلَّل، وهذا مصدرها.',
    'nested-too-deep': 'بعض الأجزاء متداخلة بعمق كبير، ولم تُحلَّل.',
    'unreadable-mime': 'لا يمكن التمييز بين أجزاء الرسالة، وهذا مصدرها.',
    'unknown-transfer-encoding': 'أحد الأجزاء مرمَّز بطريقة غير معروفة هنا، ويُعرض كما هو في الرسالة.',
    'no-text-part': 'ليس في الرسالة جزء يُقرأ نصًّا.',
    'html-too-large': 'محتوى HTML كبير جدًّا، ويُعرض مصدره.',
    'html-too-deep': 'بعض محتوى HTML متداخل بعمق كبير، وبقي نصه وحده.',
    'unreadable-html': 'لا يمكن قراءة محتوى HTML، ويُعرض مصدره.',
    'remote-content': (count) => `صور أو محتويات من مواقع أخرى حُذفت: ${some(count)}.`,
    'text-clipped': 'النص أطول مما يُعرض هنا.',
    'source-clipped': 'المصدر أطول مما يُعرض هنا.',
    'field-clipped': 'أحد حقول الترويسة أطول مما يُعرض هنا.',
  },
  search: {
    searching: 'جارٍ البحث…',
    nothingAsked: 'اكتب كلمة أو اسم كاتب.',
    cannotLoad: 'تعذّر تحميل بيانات البحث. الفهارس أدناه تسرد كل الرسائل.',
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
  moreReplies: (count) => `${counted(count, MESSAGES)} أخرى في صفحة الموضوع`,
  moreAbove: (count) => `${counted(count, MESSAGES)} أخرى قبلها`,
  size: (bytes) => siSize(bytes, '.', (few) => counted(few, BYTES)),
  part: (part, parts) => `الجزء ${number(part)} من ${number(parts)}`,
  withPart: (title, part) => `${title}، ${part}`,
  periodBy: (period, view) => `${period}، ${view}`,
  span: (first, last) => (first === last ? first : `من ${first} إلى ${last}`),
  summary: (messages, threads, span) =>
    span === null ? `${messages}.` : `${messages} في ${threads}، ${span}.`,
  chartText: (messages, span, most, month) =>
    `عمود لكل شهر: ${messages}، ${span}. أكثرها ${most} في ${month}. كل الأعداد مذكورة أدناه.`,
  monthName: (month) => MONTHS[month - 1]!,
  month: (year, month) => `${MONTHS[month - 1]!} ${year}`,
  day: (year, month, day) => `${day} ${MONTHS[month - 1]!} ${year}`,
  time: (day, time) => `${day}، ${time} UTC`,
}
