/** How a tearsheet looks; one page, no font from elsewhere. */
export const TEARSHEET_STYLE = `
:root{color-scheme:light dark;--page:#fff;--ink:#111;--quiet:#555;--line:#ccc;--faint:#eee;--strong:#999}
body{margin:0 auto;max-width:1000px;padding:24px 20px 60px;background:var(--page);color:var(--ink);font:14px/1.45 "DejaVu Sans",Helvetica,Arial,sans-serif}
h1{font-size:24px;margin:0 0 4px}h2{font-size:17px;margin:36px 0 8px;border-bottom:1px solid var(--line);padding-bottom:3px}
h3{font-size:14px;margin:20px 0 4px}
p{margin:6px 0}.quiet,figcaption,td.what{color:var(--quiet);font-size:12px}
code{overflow-wrap:anywhere;font:12px "DejaVu Sans Mono",Menlo,monospace}
figure{margin:14px 0;position:relative}figure>svg{display:block;max-width:100%;height:auto}
figcaption{margin-top:2px}
.wide{overflow-x:auto;margin-bottom:12px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:3px 10px 3px 0;text-align:right;vertical-align:top;border-bottom:1px solid var(--faint);white-space:nowrap}
th{border-bottom:1px solid var(--strong);font-weight:600}
th:first-child,td:first-child{text-align:left}td.what,th.what{text-align:left;white-space:normal;width:46%}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 30px}.two>*{min-width:0}
.words td,.words th{text-align:left;white-space:normal;overflow-wrap:anywhere}.words td:first-child{width:22%}
.readout{display:block;min-height:1.5em;font-size:12px;color:var(--quiet)}
details{font-size:12px}summary{cursor:pointer;color:var(--quiet)}
figure>label{position:absolute;right:0;top:0;font-size:12px}
@media(max-width:1040px){.two{grid-template-columns:1fr}}
@media(max-width:700px){body{padding:14px 12px 40px}
figure{overflow-x:auto}figure>svg{max-width:none;width:760px}figure>label{position:static;float:right}figcaption,.readout{position:sticky;left:0;max-width:calc(100vw - 24px)}
.told thead{display:none}.told tr{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,auto);border-bottom:1px solid var(--faint);padding:3px 0}
.words .told tr{grid-template-columns:2fr 3fr}.words .told td:first-child{width:auto}
.told td{border:0;padding:0 0 1px 8px;white-space:normal}.told td:first-child,.told td.what{padding-left:0}.told td.what{grid-column:1/-1;width:auto}.told td:nth-child(3):not(.what){grid-column:1/-1;color:var(--quiet)}}
@media screen and (prefers-color-scheme:dark){:root{--page:#191919;--ink:#e8e8e8;--quiet:#aaa;--line:#444;--faint:#2c2c2c;--strong:#777}
figure>svg{filter:invert(.902) hue-rotate(180deg)}}
@media print{.readout,figure>label,details{display:none}h2{break-after:avoid}figure,tr{break-inside:avoid}}
`.trim();
