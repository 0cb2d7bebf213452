// Comfort for a step of a report: what one types is saved to the server every few seconds, and said so.
// Without it each button saves. No word is kept in the browser.

const QUIET = 2500
const RETRY = 5000

const form = document.querySelector('[data-draft]')
let timer = null
let saving = null
let unsavedSince = null

const status = () => document.querySelector('[data-saved]')
const clock = () => new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })

function say(text, failed) {
  status().classList.toggle('gt-step-foot__saved--failed', failed)
  if (status().textContent !== text) status().textContent = text
}

function words(extra) {
  const data = new FormData(form)
  data.delete('files')
  for (const [name, value] of Object.entries(extra)) data.append(name, value)
  return data
}

async function save(extra = {}) {
  clearTimeout(timer)
  timer = null
  while (saving) await saving
  saving = send(extra).finally(() => { saving = null })
  return saving
}

async function send(extra) {
  const answer = await fetch(form.action, {
    method: 'POST', body: words(extra), headers: { 'HX-Request': 'true' }, redirect: 'error', keepalive: false
  }).catch(() => null)
  if (!answer || !answer.ok) return failed(answer, extra)
  const kept = await answer.json()
  unsavedSince = null
  form.elements.version.value = kept.version
  if (form.action !== new URL(kept.action, location).href) {
    form.action = kept.action
    history.replaceState(null, '', kept.action)
  }
  if (kept.children !== undefined && (extra.add || extra.remove)) {
    document.querySelector('[data-children]').innerHTML = kept.children
    document.querySelector('[data-danger]').innerHTML = kept.danger
  }
  say(`Draft saved ${kept.saved}. Only you can see it.`, false)
  return kept
}

function failed(answer, extra) {
  unsavedSince ??= clock()
  const signedOut = answer && answer.status === 401
  say(signedOut
    ? 'You were signed out. Press Continue: your words are kept while you sign in again.'
    : `Not saved since ${unsavedSince}. Keep this page open.`, true)
  if (!signedOut) timer = setTimeout(() => save(extra), RETRY)
  return null
}

function grow(area) {
  area.style.height = 'auto'
  area.style.height = `${Math.min(area.scrollHeight + 2, 480)}px`
}

if (form) {
  form.addEventListener('input', (event) => {
    if (event.target.type === 'file' || event.target.name === 'add') return
    if (event.target.matches('textarea')) grow(event.target)
    clearTimeout(timer)
    // A described child becomes one when its button is pressed, not at every pause.
    if (event.target.id !== 'described' && event.target.id !== 'id_find') timer = setTimeout(() => save(), QUIET)
  })
  form.addEventListener('submit', async (event) => {
    clearTimeout(timer)
    if (!saving) return
    event.preventDefault()
    const pressed = event.submitter
    await saving
    form.requestSubmit(pressed)
  })
  form.addEventListener('draft:save', (event) => save(event.detail))
  document.addEventListener('screen:hide', () => {
    if (timer) fetch(form.action, { method: 'POST', body: words({}), headers: { 'HX-Request': 'true' }, keepalive: true })
  })
  for (const area of form.querySelectorAll('textarea')) if (area.value) grow(area)
}
