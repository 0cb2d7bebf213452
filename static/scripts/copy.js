// Copies words that are ready to be sent. Without this script they are there to be selected by hand.

for (const button of document.querySelectorAll('[data-copy]')) {
  const part = button.closest('.gt-ready')
  const source = part.querySelector(`[data-copied="${button.dataset.copy}"]`)
  const done = part.querySelector('[data-copy-done]')
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(source.innerText.trim())
      done.textContent = 'Copied.'
    } catch {
      getSelection().selectAllChildren(source)
      done.textContent = 'Selected. Copy it with your keyboard.'
    }
  })
}
