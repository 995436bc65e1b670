import { roles } from './palette.ts'

const paints = roles
  .map((role) => `.fill-${role}{fill:var(--${role})}.stroke-${role}{stroke:var(--${role})}`)
  .join('\n')

/** Charts take their colours from classes, so that one drawing serves light and dark. */
export const chartStyle: string = `
.chart{margin:.25rem 0 1.25rem}
.chart svg{display:block;width:100%;height:auto;max-width:56rem;font-family:inherit}
.chart svg.narrow{display:none;max-width:30rem}
.chart figcaption{font-size:.8125rem;color:var(--muted);margin-top:.5rem}
@media screen and (max-width:48rem){.chart svg.wide{display:none}.chart svg.narrow{display:block}}
${paints}`

/** A4: nothing that fits on a page is cut, tables repeat their head, folded parts stay away. */
export const printStyle = `
@page{size:A4;margin:15mm 14mm 17mm;@bottom-right{content:counter(page) " / " counter(pages);font:9pt system-ui,sans-serif;color:#565f6b}}
@media print{
html{font-size:10pt}
body{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.sheet{max-width:none;padding:0}
.top{padding-top:0}
.trail,.contents,.skip,.save,details:not([open]){display:none}
a{color:inherit;text-decoration:none}
.body{display:block}
section{padding:1.1rem 0 0}
h2,caption{break-after:avoid}
.chart,.card,tr,.notes li,.facts{break-inside:avoid}
.chart svg{max-width:none}
.paper{display:block;margin-bottom:.5rem}
.figures{grid-template-columns:repeat(3,1fr);gap:.6rem}
.value{font-size:1.5rem}
.table{overflow:visible;margin-top:.9rem}
table{font-size:8.5pt;break-inside:avoid}
table.long{break-inside:auto}
thead{display:table-header-group}
th,td{padding:.3rem 0 .3rem 1.1rem}
tbody th,caption strong,caption span{position:static;max-width:none}
footer{break-inside:avoid;padding-bottom:0}
}`
