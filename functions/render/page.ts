import { html, type Markup, raw } from './markup.ts'
import { style } from './style.ts'

/** Nothing is fetched and nothing runs, even if text from data should ever get out of its place. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** A whole self-contained page around its body; `head` adds to its head. */
export function renderPage(title: string, body: Markup, head: Markup | null = null): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>${head}
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
${body}
</body>
</html>
`.markup
}
