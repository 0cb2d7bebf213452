// Hides the screen by three presses of Shift: blanks the page first and leaves it after.

const PATIENCE = 1500

const form = document.querySelector('[data-hide-screen]')
let presses = []

function hide() {
  document.dispatchEvent(new CustomEvent('screen:hide'))
  document.title = 'Golden Thread'
  document.documentElement.classList.add('gt-blank')
  form.submit()
}

if (form) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    hide()
  })
  document.addEventListener('keyup', (event) => {
    if (event.key !== 'Shift') {
      presses = []
      return
    }
    presses = [...presses.filter((at) => event.timeStamp - at < PATIENCE), event.timeStamp]
    if (presses.length === 3) hide()
  })
}
