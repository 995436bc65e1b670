import { palette, roles } from './palette.ts'
import { chartStyle, printStyle } from './style-parts.ts'

const variables = (shade: 0 | 1): string =>
  roles.map((role) => `--${role}:${palette[role][shade]}`).join(';')

/** The one style sheet of every page, inlined: system fonts, light and dark, phone to paper. */
export const style: string = `
:root{color-scheme:light dark;${variables(0)}}
@media (prefers-color-scheme:dark){:root{${variables(1)}}}
@media print{:root{color-scheme:light;${variables(0)}}}
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1.5rem}
body{margin:0;background:var(--page);color:var(--ink);font:400 1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
h1,h2,h3,p,dl,dd,ul,figure{margin:0}
ul{padding:0;list-style:none}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:1rem;top:-4rem;background:var(--page);padding:.5rem 1rem;z-index:2}
.skip:focus{top:.5rem}
.sheet{max-width:75rem;margin:0 auto;padding:0 clamp(1rem,4vw,2.5rem)}

.top{padding-top:1.75rem}
.trail{font-size:.875rem;margin-bottom:1.5rem}
h1{font-size:1rem;font-weight:600;color:var(--muted)}
.headline{font-size:clamp(1.375rem,1.05rem + 1.5vw,2rem);line-height:1.25;font-weight:600;letter-spacing:-.015em;max-width:26em;margin:.35rem 0 1.35rem;text-wrap:pretty}
.facts{display:flex;flex-wrap:wrap;gap:.6rem 2.25rem;font-size:.875rem;padding-bottom:1.5rem;border-bottom:1px solid var(--line)}
@media screen and (max-width:40rem){.facts{display:grid;grid-template-columns:1fr 1fr;gap:.6rem 1rem}}
.facts dt{color:var(--muted)}
.facts dd{font-weight:500}
.plain{font-weight:400;color:var(--muted)}

.contents{font-size:.875rem;padding:1.25rem 0;border-bottom:1px solid var(--line)}
.contents h2{font-size:.875rem;margin:0 0 .4rem;color:var(--muted);font-weight:400}
.contents ul{display:grid;gap:.1rem}
.contents a{text-decoration:none;display:inline-block;padding:.2rem 0}
.contents a:hover{text-decoration:underline}
section{padding:2rem 0 .5rem}
h2{font-size:1.25rem;line-height:1.3;font-weight:600;letter-spacing:-.01em;margin-bottom:1rem;text-wrap:balance}

.figures{display:grid;gap:clamp(.6rem,1.5vw,1rem);grid-template-columns:repeat(auto-fill,minmax(clamp(9.5rem,20vw,13rem),1fr))}
.card{background:var(--surface);border-radius:.625rem;padding:.9rem 1rem .7rem;display:flex;flex-direction:column;min-width:0}
.card:has([open]){grid-column:1/-1}
.card h3{font-size:.875rem;font-weight:500;color:var(--muted);line-height:1.35}
.value{font-size:1.875rem;line-height:1.25;font-weight:600;letter-spacing:-.02em;margin-top:.2rem}
.value.words{font-size:1.25rem;letter-spacing:-.01em}
.value .unit{font-size:1rem;font-weight:400;letter-spacing:0;color:var(--muted)}
.basis{font-size:.8125rem;color:var(--muted);line-height:1.45}
.range{margin-top:.5rem}
.range svg{display:block;width:100%;height:12px}
.ends{display:flex;justify-content:space-between;font-size:.6875rem;line-height:1.3;color:var(--muted)}
.card details{margin-top:auto;padding-top:.35rem}
.flag{color:var(--notice);font-size:.75rem;font-weight:500;white-space:nowrap}
.flag::before{content:"";display:inline-block;width:.45em;height:.45em;border:1.5px solid currentColor;border-radius:50%;margin-right:.35em;vertical-align:.08em}
.card .flag{font-size:.8125rem}

.scenario{background:var(--surface);border-left:3px solid var(--notice);padding:.6rem 1rem;margin-bottom:1.25rem;max-width:48rem}
.findings{margin:0;padding-left:1.4rem;max-width:50rem}
.findings li{padding:.4rem 0 .4rem .35rem;text-wrap:pretty}
.findings a{font-size:.875rem;white-space:nowrap}
.changes{font-size:.8125rem;line-height:1.45;margin-top:.4rem;display:grid;gap:.15rem}
.verdict{color:var(--muted);white-space:nowrap}
.verdict::before{content:"\\25CB";margin-right:.25em}
.verdict.better{color:var(--better)}
.verdict.better::before{content:"\\25CF"}
.verdict.worse{color:var(--worse)}
.verdict.worse::before{content:"\\25C6"}

details{font-size:.8125rem}
summary{cursor:pointer;color:var(--muted);width:fit-content;padding:.15rem 0}
summary:hover{color:var(--ink)}
.receipt dl{display:grid;grid-template-columns:minmax(5.5rem,auto) 1fr;gap:.2rem .9rem;padding:.6rem 0 .4rem;border-top:1px solid var(--line);margin-top:.3rem;line-height:1.45}
.receipt dt{color:var(--muted)}
.receipt dd{min-width:0;overflow-wrap:anywhere}
code{font:400 .92em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}

.table{margin:1.5rem 0 .35rem;overflow-x:auto;position:relative;overscroll-behavior-x:contain}
table{border-collapse:collapse;min-width:min(100%,34rem);font-size:.875rem;line-height:1.4}
caption{text-align:left;padding:0 0 .6rem}
caption strong,caption span{display:block;width:fit-content;max-width:min(46rem,100vw - clamp(2rem,8vw,5rem));position:sticky;left:0}
caption strong{font-size:1rem;font-weight:600}
caption span{color:var(--muted);font-size:.875rem}
th,td{padding:.45rem 0 .45rem 1.75rem;text-align:right;vertical-align:baseline;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:.125rem}
.words,th.words{text-align:left}
thead th:first-child{text-align:left}
thead th{font-weight:500;color:var(--muted);vertical-align:bottom;line-height:1.3;border-bottom-color:var(--muted)}
.dense :is(th,td):not(:first-child){padding-left:1.1rem}
tbody th{font-weight:500;text-align:left;min-width:7rem;max-width:18rem;position:sticky;left:0;background:var(--page)}
td:not(.words){white-space:nowrap}
td small,thead small{display:block;font-size:.75rem;color:var(--muted);font-weight:400}
.young{color:var(--muted)}
.whole{white-space:nowrap}
.missing{color:var(--muted)}
.save{font-size:.8125rem}
.under{display:flex;flex-wrap:wrap;gap:0 1.5rem;align-items:baseline;margin-bottom:1.5rem}
.under details[open]{flex:1 1 100%}
.empty{background:var(--surface);border-radius:.625rem;padding:1.25rem;color:var(--muted)}

.notes li{padding:.75rem 0;border-bottom:1px solid var(--line);max-width:48rem}
.notes li:last-child{border-bottom:0}
.notes details ul{padding:.35rem 0 0 1rem;list-style:disc}
.notes details li{padding:.1rem 0;border:0}
footer{margin-top:2rem;padding:1.25rem 0 3rem;border-top:1px solid var(--line);font-size:.8125rem;color:var(--muted)}
footer h2{font-size:.875rem;margin-bottom:.6rem;color:var(--ink)}
.paper{display:none}
footer dl{display:grid;grid-template-columns:auto 1fr;gap:.15rem 1rem}
footer dd{min-width:0;overflow-wrap:anywhere}

.entries>li{padding:1.1rem 0;border-bottom:1px solid var(--line);max-width:56rem}
.entries h3{font-size:1.0625rem;font-weight:600;margin:0 0 .15rem}
.entries p{max-width:46em;text-wrap:pretty}
.entries details ul{padding:.3rem 0 0 1.1rem;list-style:disc}

@media (min-width:64rem){
.body{display:grid;grid-template-columns:11.5rem minmax(0,1fr);gap:0 3.5rem;align-items:start}
.contents{position:sticky;top:0;border:0;padding:2.25rem 0;max-height:100vh;overflow-y:auto}
.contents a{padding:.25rem 0;line-height:1.35}
}
${chartStyle}
${printStyle}`
