// Comfort for the body map: the page comes back at the open mark, and this puts the keyboard there too.
// Without it the picture is a button that posts where it was touched, and the list does the rest.

const form = document.querySelector('[data-body-map]')

if (form && location.hash === '#mark') {
  const empty = [...form.querySelectorAll('#mark select')].find((select) => !select.value)
  if (empty) empty.focus({ preventScroll: true })
}
