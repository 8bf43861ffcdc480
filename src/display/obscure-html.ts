import type { Element, Root, RootContent } from 'hast'
import { obscureText } from './obscure-address.ts'

/**
 * Cuts the domains off mail addresses in the text of sanitised HTML, and in the alternative text of its pictures. Changes
 * the tree.
 *
 * To be done last: what sanitising leaves out may have stood in the middle of an address. One in which an element stands
 * that is kept, as in `ann@<b>example.org</b>`, is not found.
 *
 * @param tree - Sanitised: its depth is bounded.
 */
export function obscureHtml(tree: Root | Element): void {
  const children: RootContent[] = []
  for (const child of tree.children) {
    const last = children.at(-1)
    if (child.type === 'text' && last?.type === 'text') last.value += child.value
    else children.push(child)
  }
  for (const child of children) {
    if (child.type === 'text') child.value = obscureText(child.value)
    if (child.type !== 'element') continue
    const { alt } = child.properties
    if (typeof alt === 'string') child.properties['alt'] = obscureText(alt)
    obscureHtml(child)
  }
  tree.children = children
}
