// Comfort for finding a child: names appear under the box as one types, from two letters on.
// A listbox by the ARIA pattern of an editable combobox. Without it the Find button does the same.

const PAUSE = 150
const LEAST = 2

const holder = document.querySelector('[data-find]')
const box = document.getElementById('id_find')
const status = document.querySelector('[data-find-status]')
const list = document.createElement('ul')
let timer = null
let asked = 0
let at = -1

const options = () => [...list.querySelectorAll('[role=option]')]

function close() {
  list.hidden = true
  at = -1
  box.setAttribute('aria-expanded', 'false')
  box.removeAttribute('aria-activedescendant')
}

function mark(next) {
  const all = options()
  if (!all.length) return
  at = (next + all.length) % all.length
  all.forEach((option, index) => option.setAttribute('aria-selected', String(index === at)))
  box.setAttribute('aria-activedescendant', all[at].id)
  all[at].scrollIntoView({ block: 'nearest' })
}

async function look() {
  const typed = box.value.trim()
  if (typed.length < LEAST) return close()
  const mine = ++asked
  const data = new FormData()
  data.append('find', typed)
  data.append('csrfmiddlewaretoken', box.form.elements.csrfmiddlewaretoken.value)
  const answer = await fetch(holder.dataset.find, {
    method: 'POST', body: data, headers: { 'HX-Request': 'true' }, redirect: 'error'
  }).catch(() => null)
  if (mine !== asked || !answer || !answer.ok) return
  list.innerHTML = await answer.text()
  at = -1
  box.removeAttribute('aria-activedescendant')
  const count = options().length
  list.hidden = !count
  box.setAttribute('aria-expanded', String(Boolean(count)))
  status.textContent = count ? `${count} name${count === 1 ? '' : 's'} found. Use up and down to choose.` : 'No name like that.'
}

function choose(option) {
  const name = option.querySelector('.gt-options__name').textContent
  asked++
  clearTimeout(timer)
  close()
  box.value = ''
  status.textContent = `${name} added.`
  box.form.dispatchEvent(new CustomEvent('draft:save', { detail: { add: option.dataset.pupil } }))
}

function pressed(event) {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (list.hidden) return
    event.preventDefault()
    mark(at < 0 && event.key === 'ArrowUp' ? -1 : at + (event.key === 'ArrowDown' ? 1 : -1))
  } else if (event.key === 'Enter' && !list.hidden && options().length) {
    event.preventDefault()
    choose(options()[Math.max(at, 0)])
  } else if (event.key === 'Escape') {
    close()
  }
}

if (holder) {
  list.className = 'gt-options'
  list.id = 'found'
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', 'Names found')
  holder.append(list)
  for (const [name, value] of Object.entries({
    role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': 'found', 'aria-expanded': 'false', autocomplete: 'off'
  })) box.setAttribute(name, value)
  box.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(look, PAUSE)
  })
  box.addEventListener('keydown', pressed)
  box.addEventListener('blur', () => setTimeout(close, 200))
  list.addEventListener('pointerdown', (event) => event.preventDefault())
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]')
    if (option) choose(option)
  })
  // Remove without reloading the page.
  document.querySelector('[data-children]').addEventListener('click', (event) => {
    const button = event.target.closest('[name=remove]')
    if (!button) return
    event.preventDefault()
    box.form.dispatchEvent(new CustomEvent('draft:save', { detail: { remove: button.value } }))
    box.focus()
  })
}
