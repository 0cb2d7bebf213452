// Makes static/build/ from the locked packages: one stylesheet, the scripts
// that pages load, and the fonts of pages and PDFs. Run with `npm run build`.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)
const modules = join(root, 'node_modules')
const build = join(here, 'build')
const inBuild = (name) => join(build, name)

const INTER_WEIGHTS = [400, 500, 600, 700]
const INTER_SUBSETS = ['latin', 'latin-ext']
const PDF_WEIGHTS = [400, 500, 700]

rmSync(build, { recursive: true, force: true })
for (const folder of ['', 'fonts', 'images', 'test']) {
  mkdirSync(inBuild(folder), { recursive: true })
}

styles()
scripts()
fonts()

function styles() {
  const css = compiled('golden-thread.scss')
  copyImagesNamedIn(css)
  refuse(css, /data:/, 'a data: address, which the content policy forbids')
  refuse(css, /GDS Transport/i, "the government's font")
  refuse(css, /govuk-crest|govuk-logo/, "the government's emblem")
  refuse(css, /url\(["']?\//, 'an address from the root, which moves when the site does')
  writeFileSync(inBuild('golden-thread.css'), css + '\n')
  writeFileSync(inBuild('pdf-report.css'), compiled('pdf/report.scss') + '\n')
}

function compiled(name) {
  const { css } = sass.compile(join(here, 'styles', name), {
    style: 'compressed',
    charset: false,
    loadPaths: [root, modules],
    quietDeps: true,
    silenceDeprecations: ['import', 'global-builtin', 'if-function'],
    logger: { warn: onlyOurs }
  })
  return css
}

// The libraries warn about themselves; only warnings about our files matter.
function onlyOurs(message, { span } = {}) {
  if (span?.url?.pathname.includes('/static/styles/')) console.warn(message)
}

function copyImagesNamedIn(css) {
  const source = join(modules, '@ministryofjustice/frontend/moj/assets/images')
  for (const [, name] of css.matchAll(/url\(["']?images\/([\w.-]+)["']?\)/g)) {
    copyFileSync(join(source, name), inBuild(join('images', name)))
  }
}

function refuse(css, pattern, what) {
  const found = css.match(pattern)
  if (found) {
    const near = css.slice(Math.max(0, found.index - 120), found.index + 80)
    throw new Error(`The stylesheet holds ${what}: …${near}…`)
  }
}

function scripts() {
  script('govuk-frontend/dist/govuk/govuk-frontend.min.js', 'govuk-frontend.min.js')
  script('@ministryofjustice/frontend/moj/moj-frontend.min.js', 'moj-frontend.min.js')
  script('htmx.org/dist/htmx.min.js', 'htmx.min.js')
  script('axe-core/axe.min.js', 'test/axe.min.js')
}

// Source maps are not shipped, so neither is the line that asks for one.
function script(from, to) {
  const text = readFileSync(join(modules, from), 'utf8')
  writeFileSync(inBuild(to), text.replace(/\/\/# sourceMappingURL=\S+\s*$/, '\n'))
}

function fonts() {
  for (const weight of INTER_WEIGHTS) {
    for (const subset of INTER_SUBSETS) font('inter', subset, weight)
  }
  font('noto-sans-arabic', 'arabic', 400)
  font('noto-sans-arabic', 'arabic', 700)
  font('noto-sans-hebrew', 'hebrew', 400)
  font('noto-sans-hebrew', 'hebrew', 700)
  font('noto-emoji', 'emoji', 400)
  for (const family of ['inter', 'noto-sans-arabic', 'noto-sans-hebrew', 'noto-emoji']) {
    copyFileSync(join(modules, '@fontsource', family, 'LICENSE'), inBuild(`fonts/${family}-LICENCE.txt`))
  }
  writeFileSync(inBuild('pdf-fonts.css'), pdfFonts())
}

function font(family, subset, weight) {
  const name = `${family}-${subset}-${weight}-normal.woff2`
  copyFileSync(join(modules, '@fontsource', family, 'files', name), inBuild(`fonts/${name}`))
}

// The extended letters (ž, Ł, ş) have a family name of their own: WeasyPrint mixes
// up the glyphs of two files that share one. A PDF asks for
// "Inter", "Inter Ext", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Emoji".
function pdfFonts() {
  const faces = []
  for (const weight of PDF_WEIGHTS) {
    faces.push(face('Inter', 'inter', 'latin', weight))
    faces.push(face('Inter Ext', 'inter', 'latin-ext', weight))
  }
  faces.push(face('Noto Sans Arabic', 'noto-sans-arabic', 'arabic', 400))
  faces.push(face('Noto Sans Arabic', 'noto-sans-arabic', 'arabic', 700))
  faces.push(face('Noto Sans Hebrew', 'noto-sans-hebrew', 'hebrew', 400))
  faces.push(face('Noto Sans Hebrew', 'noto-sans-hebrew', 'hebrew', 700))
  faces.push(face('Noto Emoji', 'noto-emoji', 'emoji', 400))
  return faces.join('')
}

function face(name, family, subset, weight) {
  return `@font-face {
  font-family: "${name}";
  font-style: normal;
  font-weight: ${weight};
  src: url("fonts/${family}-${subset}-${weight}-normal.woff2") format("woff2");
}
`
}
