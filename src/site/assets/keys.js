// Left and right open the page before and after, with Shift the message before and after in its thread.
// Without a letter key: nothing that a reader types, and nothing that a screen reader uses, is taken away.
addEventListener('keydown', (event) => {
  const { key, target } = event
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented || event.repeat) return
  // What scrolls or takes text keeps its arrows.
  if (target !== document.body && !(target instanceof HTMLAnchorElement)) return
  if (event.shiftKey && !getSelection().isCollapsed) return
  const isForward = (key === 'ArrowRight') === (document.documentElement.dir !== 'rtl')
  const link = document.querySelector(
    `a[${event.shiftKey ? 'data-thread' : 'rel'}="${isForward ? 'next' : 'prev'}"]`,
  )
  if (link !== null) location.assign(link.href)
})
