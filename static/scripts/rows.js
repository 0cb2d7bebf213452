// Adds an empty row where the reader stands. Without it the same button asks the server for more rows.

const MOST = 30

function addRow(list) {
  const rows = list.querySelectorAll('[data-row]')
  if (rows.length >= MOST) return
  const last = rows[rows.length - 1]
  const made = last.cloneNode(true)
  const number = rows.length
  made.setAttribute('aria-label', `Row ${number + 1}`)
  made.querySelectorAll('.govuk-error-message').forEach((error) => error.remove())
  made.querySelectorAll('.govuk-form-group--error').forEach((group) => group.classList.remove('govuk-form-group--error'))
  made.querySelectorAll('[for], [id], [name]').forEach((part) => {
    for (const name of ['for', 'id', 'name']) {
      const said = part.getAttribute(name)
      if (said) part.setAttribute(name, said.replace(/asked-\d+/, `asked-${number}`))
    }
  })
  made.querySelectorAll('textarea, input').forEach((field) => {
    field.value = ''
  })
  last.after(made)
  document.querySelector('[data-rows-count]').value = number + 1
  made.querySelector('textarea, input').focus()
}

document.querySelectorAll('[data-rows]').forEach((list) => {
  list.querySelector('[name="more"]').addEventListener('click', (event) => {
    event.preventDefault()
    addRow(list)
  })
})
