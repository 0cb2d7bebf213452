// Comfort for an open card: htmx saves in the background as one writes; this says
// when a save did not arrive, tries again, and tells colleagues that one is here.
// Without it the card is a plain form with a button.

const RETRY = 5000
const SIGN_OF_LIFE = 30000

const form = document.querySelector('[data-autosave]')
const status = document.getElementById('saved')
let unsavedSince = null
let timer = null

function clock() {
  return new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}

function failed(event) {
  if (event.target !== form) return
  unsavedSince ??= clock()
  const signedOut = event.detail.xhr && event.detail.xhr.status === 401
  status.classList.add('gt-saved--failed')
  status.textContent = signedOut
    ? 'You were signed out. Save with the button: your words are kept while you sign in again.'
    : `Not saved since ${unsavedSince}. Keep this page open.`
  clearTimeout(timer)
  if (!signedOut) timer = setTimeout(() => window.htmx.trigger(form, 'change'), RETRY)
}

function arrived(event) {
  if (event.target !== form || !event.detail.successful) return
  unsavedSince = null
  status.classList.remove('gt-saved--failed')
}

function grow(area) {
  area.rows = Math.min(16, Math.max(area.rows, area.value.split('\n').length + Math.floor(area.value.length / 90)))
}

async function signOfLife() {
  if (document.hidden || !form.dataset.here) return
  const token = form.querySelector('[name=csrfmiddlewaretoken]').value
  const answer = await fetch(form.dataset.here, {
    method: 'POST',
    headers: { 'X-CSRFToken': token, 'X-Background': '1', 'HX-Request': 'true' }
  }).catch(() => null)
  if (answer && answer.ok) document.getElementById('colleagues').innerHTML = await answer.text()
}

if (form) {
  document.body.addEventListener('htmx:sendError', failed)
  document.body.addEventListener('htmx:responseError', failed)
  document.body.addEventListener('htmx:timeout', failed)
  document.body.addEventListener('htmx:afterRequest', arrived)
  for (const area of form.querySelectorAll('textarea')) {
    grow(area)
    area.addEventListener('input', () => grow(area))
  }
  setInterval(signOfLife, SIGN_OF_LIFE)
}
