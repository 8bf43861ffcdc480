/** Elements that HTML mail keeps. What is not here goes, and its text stays. */
export const KEPT_ELEMENTS: ReadonlySet<string> = new Set([
  'a', 'abbr', 'address', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br', 'caption', 'center', 'cite', 'code', 'dd', 'del',
  'dfn', 'div', 'dl', 'dt', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'ol', 'p',
  'pre', 'q', 's', 'samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th',
  'thead', 'tr', 'tt', 'u', 'ul', 'var',
]) // prettier-ignore

/** Attributes that HTML mail keeps, beside `dir` on every element; `rel` is ours. */
export const KEPT_ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ['a', ['href']],
  ['img', ['src', 'alt', 'width', 'height']],
  ['td', ['colspan', 'rowspan']],
  ['th', ['colspan', 'rowspan']],
  ['ol', ['start']],
  ['li', ['value']],
])

/** Elements without content (WHATWG HTML, section 13.1.2). */
export const VOID_ELEMENTS: ReadonlySet<string> = new Set(['br', 'hr', 'img'])

/**
 * Elements in which tags are text up to their own end tag (WHATWG HTML, section 13.1.2), and whether that text is
 * for readers.
 */
export const RAW_ELEMENTS: ReadonlyMap<string, 'dropped' | 'text'> = new Map([
  ['iframe', 'dropped'], ['noembed', 'dropped'], ['noframes', 'dropped'], ['script', 'dropped'], ['style', 'dropped'],
  ['title', 'dropped'], ['plaintext', 'text'], ['textarea', 'text'], ['xmp', 'text'],
]) // prettier-ignore

/** Elements that show as another one does. */
export const SHOWN_AS: ReadonlyMap<string, string> = new Map([
  ['article', 'div'], ['aside', 'div'], ['details', 'div'], ['fieldset', 'div'], ['figcaption', 'div'],
  ['figure', 'div'], ['footer', 'div'], ['form', 'div'], ['header', 'div'], ['legend', 'div'], ['main', 'div'],
  ['nav', 'div'], ['option', 'div'], ['section', 'div'], ['summary', 'div'],
  ['dir', 'ul'], ['menu', 'ul'], ['image', 'img'], ['listing', 'pre'],
]) // prettier-ignore

/** Elements that load something from elsewhere, and the attribute that says what. */
export const LOADING_ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['img', 'src'], ['image', 'href'], ['video', 'src'], ['audio', 'src'], ['source', 'src'], ['embed', 'src'],
  ['iframe', 'src'], ['input', 'src'], ['object', 'data'], ['body', 'background'], ['table', 'background'],
  ['td', 'background'],
]) // prettier-ignore

/** Elements that end an open paragraph (WHATWG HTML, section 13.2.6.4.7). */
export const BLOCK_ELEMENTS: ReadonlySet<string> = new Set([
  'address', 'blockquote', 'center', 'dd', 'div', 'dl', 'dt', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'li', 'ol', 'p',
  'pre', 'table', 'ul',
]) // prettier-ignore
