"""Twenty texts that shall not run anything, wherever Markdown of strangers is shown."""

STRINGS = (
    '<script>hit()</script>',
    '<img src=x onerror=hit()>',
    '<svg onload=hit()>',
    '<svg><script>hit()</script></svg>',
    '[press](javascript:hit())',
    '[press](JaVaScRiPt&#58;hit())',
    '[press](data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==)',
    '![x](javascript:hit())',
    '![x](/pictures/aaaaaaaaaaaaaaaa/1.jpg"onerror="hit())',
    '<iframe src="javascript:hit()"></iframe>',
    '<iframe srcdoc="<script>parent.hit()</script>"></iframe>',
    '<iframe src="https://example.org/"><script>hit()</script></iframe><img src=x onerror=hit()>',
    '<details open ontoggle=hit()>x</details>',
    '<body onload=hit()>',
    '<math><mtext><table><mglyph><style><img src=x onerror=hit()></style></mglyph></table></mtext></math>',
    '<noscript><p title="</noscript><img src=x onerror=hit()>">',
    '<a href="java&#x0A;script:hit()" id="press">press</a>',
    '<form action="javascript:hit()"><button>press</button></form>',
    '`</code><script>hit()</script>`\n\n```html"><img src=x onerror=hit()>\nx\n```',
    '<https://x.example/"onmouseover="hit()>\n\n[a]: javascript:hit()\n\n[a] <input autofocus onfocus=hit()>',
)
