// Runs before the page is drawn, so that nothing jumps when start.js arrives:
// tells the stylesheet that scripts work and that components may wake up.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')
