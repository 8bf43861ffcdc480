declare const safe: unique symbol

/**
 * HTML that goes into a page as it is: made by one of our templates, or sanitised by `display/`. The only type
 * that a template puts out unescaped, and these two are the only places where it is made.
 */
export type SafeHtml = string & { readonly [safe]: true }

/** Calls HTML safe. Only for what a template or the sanitiser made. */
export function safeHtml(html: string): SafeHtml {
  return html as SafeHtml
}
