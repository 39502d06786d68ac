/** How a tearsheet looks; one page, no font from elsewhere. */
export const TEARSHEET_STYLE = `
:root{color-scheme:light}
body{margin:0 auto;max-width:1000px;padding:24px 20px 60px;background:#fff;color:#111;font:14px/1.45 "DejaVu Sans",Helvetica,Arial,sans-serif}
h1{font-size:24px;margin:0 0 4px}h2{font-size:17px;margin:36px 0 8px;border-bottom:1px solid #ccc;padding-bottom:3px}
h3{font-size:14px;margin:20px 0 4px}
p{margin:6px 0}.quiet,figcaption,td.what{color:#555;font-size:12px}
code{font:12px "DejaVu Sans Mono",Menlo,monospace}
figure{margin:14px 0;position:relative}figure svg{display:block;max-width:100%;height:auto}
figcaption{margin-top:2px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:3px 10px 3px 0;text-align:right;vertical-align:top;border-bottom:1px solid #eee;white-space:nowrap}
th{border-bottom:1px solid #999;font-weight:600}
th:first-child,td:first-child{text-align:left}td.what,th.what{text-align:left;white-space:normal;width:46%}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 30px}
.readout{display:block;min-height:1.5em;font-size:12px;color:#333}
details{font-size:12px}summary{cursor:pointer;color:#555}
figure>label{position:absolute;right:0;top:0;font-size:12px}
@media(max-width:700px){.two{grid-template-columns:1fr}}
@media print{.readout,figure>label,details{display:none}h2{break-after:avoid}figure,tr{break-inside:avoid}}
`.trim();
