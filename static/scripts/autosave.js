// Comfort for an open card: htmx saves in the background as one writes; this says
// when a save did not arrive, tries again, saves what is left when one goes to another
// page, offers the date of the rating's clock, and tells colleagues that one is here.
// Without it the card is a plain form with a button.

const RETRY = 5000
const SIGN_OF_LIFE = 30000

const form = document.querySelector('[data-autosave]')
const status = document.getElementById('saved')
let unsavedSince = null
let timer = null
let typedAt = 0 // counts what was typed, and what of it a save took along
let sentAt = 0
let savedAt = 0
let pressed = null

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
  savedAt = sentAt
  unsavedSince = null
  status.classList.remove('gt-saved--failed')
}

function grow(area) {
  area.rows = Math.min(16, Math.max(area.rows, area.value.split('\n').length + Math.floor(area.value.length / 90)))
}

// The button waits for a save that is under way, or a person would meet their own
// words of a moment ago as if a colleague had saved them.
function submitted(event) {
  if (form.classList.contains('htmx-request')) {
    event.preventDefault()
    pressed = event.submitter
  } else {
    savedAt = typedAt
  }
}

function goOn() {
  if (!pressed || form.classList.contains('htmx-request')) return
  const button = pressed
  pressed = null
  form.requestSubmit(button)
}

function leave() {
  if (savedAt === typedAt) return
  fetch(form.action, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form)),
    headers: { 'HX-Request': 'true' },
    keepalive: true
  })
}

// A date that a person typed stays; an empty one, or that of another clock, follows the rating.
function offerDate(event) {
  if (event.target.name !== 'rating') return
  const { dueRed, dueAmber } = form.querySelector('[data-due-red]').dataset
  const offered = { red: dueRed, amber: dueAmber }[event.target.value]
  const field = form.elements.action_due
  if (offered && ['', dueRed, dueAmber].includes(field.value)) field.value = offered
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
  document.body.addEventListener('htmx:afterRequest', () => setTimeout(goOn, 0))
  for (const area of form.querySelectorAll('textarea')) {
    grow(area)
    area.addEventListener('input', () => grow(area))
  }
  form.addEventListener('input', () => { typedAt += 1 })
  document.body.addEventListener('htmx:beforeRequest', (event) => {
    if (event.target === form) sentAt = typedAt
  })
  form.addEventListener('submit', submitted)
  window.addEventListener('pagehide', leave)
  form.addEventListener('change', offerDate, { capture: true })
  setInterval(signOfLife, SIGN_OF_LIFE)
}
