extension Page {
  /// How pages look: on screens light and dark, on narrow ones, and on paper.
  package static let style = """
    :root{--paper:#fff;--ink:#1b1f24;--muted:#59626c;--grid:#dfe3e8;--blue:#0b5cad;\
    --orange:#b45309;--loss:#c2181f;--shade:#eceff2;--rule:#c9d0d7;--edge:rgba(20,30,40,.28);color-scheme:light}
    @media screen and (prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#e8eaed;\
    --muted:#a0a9b3;--grid:#2d343c;--blue:#6cb4f7;--orange:#f2a14a;--loss:#ff7d77;\
    --shade:#23292f;--rule:#3d4650;--edge:rgba(200,215,230,.4);color-scheme:dark}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);\
    font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
    main,footer{max-width:calc(840px + 3rem);margin:0 auto;padding:0 1.5rem}
    main{padding-top:2.5rem}
    h1,h2,h3{line-height:1.25;text-wrap:balance;margin:0}
    h1{font-size:2rem;letter-spacing:-.01em}
    h2{font-size:1.35rem;margin:3.25rem 0 .75rem}
    h3{font-size:1.05rem;margin:2rem 0 .5rem}
    p,.terms{max-width:72ch;margin:.75rem 0;overflow-wrap:break-word}
    .lead{font-size:1.2rem;line-height:1.5;max-width:62ch}
    .note,.empty{color:var(--muted);font-size:.85rem;margin:.5rem 0}
    .headlines{display:grid;grid-template-columns:repeat(4,1fr);gap:0 1.25rem;margin:2rem 0;\
    padding:1.1rem 0 .5rem;border-block:1px solid var(--rule)}
    .headlines div{display:grid;grid-row:span 3;grid-template-rows:subgrid;padding-bottom:.6rem}
    .headlines dt{color:var(--muted);font-size:.85rem;line-height:1.3}
    .headlines dd{margin:.15rem 0 0;line-height:1.25}
    .headlines b{font-size:1.75rem;font-weight:600;white-space:nowrap}
    .headlines span{color:var(--muted);font-size:.85rem;white-space:nowrap}
    .headlines .loss b{color:var(--loss)}
    .headlines .exact{color:var(--muted);font-size:.68rem;overflow-wrap:anywhere}
    .headlines,table,svg,footer{font-variant-numeric:tabular-nums lining-nums}
    figure{margin:1.75rem 0 .5rem}
    figcaption{font-weight:600;font-size:.95rem;margin-bottom:.6rem}
    svg{display:block;width:100%;height:auto;font-family:inherit;color:var(--ink)}
    .narrow{display:none;max-width:480px;margin:0 auto}
    .scroll{overflow-x:auto;margin:.75rem 0 1.5rem;\
    background:linear-gradient(to right,var(--paper) 40%,transparent) 0 0/3rem 100% no-repeat local,\
    linear-gradient(to left,var(--paper) 40%,transparent) 100% 0/3rem 100% no-repeat local,\
    linear-gradient(to right,var(--edge),transparent) 0 0/.9rem 100% no-repeat scroll,\
    linear-gradient(to left,var(--edge),transparent) 100% 0/.9rem 100% no-repeat scroll}
    .scroll:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
    table{border-collapse:collapse;font-size:.85rem;line-height:1.35}
    caption{text-align:left;font-weight:600;padding-bottom:.5rem}
    th,td{text-align:left;vertical-align:baseline;padding:.32rem 1.5rem .32rem 0;\
    border-bottom:1px solid var(--grid)}
    th{color:var(--muted);font-weight:600;vertical-align:bottom;border-color:var(--rule)}
    th:last-child,td:last-child{padding-right:0}
    table:has(td.l) :is(th,td):not(:last-child){padding-right:1rem}
    td{white-space:nowrap}
    td.w,td.l{white-space:normal;min-width:8rem}td.l{min-width:18rem}\
    .many :is(th,td){padding-right:.75rem}.many td.w{min-width:5rem}.many td.l{min-width:15rem}td.t{white-space:nowrap!important}
    .n{text-align:right}
    th:first-child{min-width:5rem}
    td[data-p]::after{content:attr(data-p);visibility:hidden}
    .spark{padding-block:.15rem;vertical-align:middle}
    .spark svg{width:120px;height:24px}
    details{margin:.5rem 0 1.5rem}
    summary{cursor:pointer;color:var(--muted);font-size:.85rem}
    .terms dt{font-weight:600;margin-top:.75rem}
    .terms dd{margin:0}
    footer{margin-top:4rem;padding-bottom:3rem;color:var(--muted);font-size:.8rem;\
    overflow-wrap:anywhere}
    footer::before{content:"";display:block;border-top:1px solid var(--rule);padding-top:.75rem}
    @media screen and (max-width:600px){body{font-size:16px}main,footer{padding-inline:1rem}\
    main{padding-top:1.5rem}h1{font-size:1.55rem}.lead{font-size:1.08rem}\
    .headlines{grid-template-columns:1fr 1fr}.headlines b{font-size:1.45rem}\
    table{font-size:.8rem}th{min-width:4rem}.many td.w{min-width:8rem}td.l,.many td.l{min-width:34rem}.wide{display:none}.narrow{display:block}}
    @page{size:A4;margin:16mm 15mm}
    @media print{body{font-size:10.5pt;line-height:1.45}main,footer{max-width:none;padding:0}\
    footer{margin-top:18pt}h1{font-size:20pt}h2{font-size:14pt;margin-top:22pt}.headlines b{font-size:17pt}\
    h2,h3,figcaption,caption{break-after:avoid}figure,tr,.headlines,.terms dd,footer{break-inside:avoid}tbody tr:first-child{break-before:avoid}\
    .few,details.brief:has(.few){break-inside:avoid}summary{break-after:avoid}figure:has(+.few),p:has(+figure),p:has(+.few){break-after:avoid}.note{break-before:avoid}\
    .terms dt{break-after:avoid}thead{display:table-header-group}.scroll{overflow:visible;background:none}\
    table{font-size:8.5pt;max-width:100%}td,th{padding:2.5pt 9pt 2.5pt 0}\
    .many td:not(.n){white-space:normal;min-width:0!important;overflow-wrap:break-word}p{break-inside:avoid}\
    details.brief::details-content{content-visibility:visible;display:block}\
    details:not(.brief) summary::after{content:" (unfold them in the file)"}\
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}

    """
}
