/** Where a picture is, and how large. */
export interface PlacedPicture {
  readonly href: string
  /** In pixels; null where it is not known. */
  readonly size: { readonly width: number; readonly height: number } | null
}

/**
 * Puts the addresses of files into the pictures of sanitised HTML, which stand there by their names, and their sizes
 * where the mail does not tell both, so that their place is kept while they load.
 *
 * Touches nothing else: in the output of the sanitiser, `<img src="cid:` stands in no text and in no attribute.
 * A picture that is not placed loads nothing.
 *
 * @param html - Of an HTML part.
 * @param pictureOf - The address of a file by its name, such as `../attachments/001-tulips.png`, and its size in pixels
 *   where that is known.
 *
 * @example
 * placePictures('<img src="cid:001-a.png" alt="">', (name) => ({ href: `files/${name}`, size: null })) // => '<img src="files/001-a.png" alt="">'
 */
export function placePictures(html: string, pictureOf: (fileName: string) => PlacedPicture): string {
  return html.replace(PICTURE, (_, name: string, alt = '', width?: string, height?: string) => {
    const { href, size } = pictureOf(name)
    const sides = sidesOf(numberOf(width), numberOf(height), size)
    return `<img src="${escapeAttribute(href)}"${alt as string}${sides}`
  })
}

/** As the sanitiser writes it: always these attributes, in this order. */
const PICTURE = /<img src="cid:([a-z0-9.-]+)"( alt(?:="[^"]*")?)?(?: width="(\d+)")?(?: height="(\d+)")?/g

function numberOf(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits)
}

/** One side that the mail tells scales the other; of no side, both are the file's. */
function sidesOf(width: number | null, height: number | null, size: PlacedPicture['size']): string {
  let [wide, high] = [width, height]
  if (size !== null && size.width > 0 && size.height > 0) {
    wide ??= high === null ? size.width : Math.round((high * size.width) / size.height)
    high ??= Math.round((wide * size.height) / size.width)
  }
  return `${wide === null ? '' : ` width="${wide}"`}${high === null ? '' : ` height="${high}"`}`
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
