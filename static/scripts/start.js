// Wakes up the GOV.UK and MOJ components that a page holds. Every page works
// without this; it adds comfort such as the folding menu and the alert's focus.

import {
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll
} from '../build/govuk-frontend.min.js'
import { Alert, DatePicker, SortableTable } from '../build/moj-frontend.min.js'

const COMPONENTS = [
  Alert,
  CharacterCount,
  Checkboxes,
  DatePicker,
  ErrorSummary,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  SortableTable
]

function start(scope) {
  for (const Component of COMPONENTS) createAll(Component, undefined, { scope })
}

start(document)
// A part of the page that was fetched again wakes up too.
document.addEventListener('htmx:load', (event) => {
  if (event.target !== document.body) start(event.target)
})
