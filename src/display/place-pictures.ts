/**
 * Puts the addresses of files into the pictures of sanitised HTML, which stand there by their names.
 *
 * Touches nothing else: in the output of the sanitiser, `<img src="cid:` stands in no text and in no attribute.
 * A picture that is not placed loads nothing.
 *
 * @param html - Of an HTML part.
 * @param hrefOf - The address of a file by its name, such as `../attachments/001-tulips.png`.
 *
 * @example
 * placePictures('<img src="cid:001-a.png" alt="">', (name) => `files/${name}`) // => '<img src="files/001-a.png" alt="">'
 */
export function placePictures(html: string, hrefOf: (fileName: string) => string): string {
  return html.replace(
    /<img src="cid:([a-z0-9.-]+)"/g,
    (_, name: string) => `<img src="${escapeAttribute(hrefOf(name))}"`,
  )
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
