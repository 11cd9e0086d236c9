//! What HTML is accepted, with which entities, and what is refused in which words.
//!
//! The error texts are TDLib's; bots match on them, so they are compared whole.

use super::*;

#[test]
fn html_is_read_as_the_server_reads_it() {
    for (html, text, entities) in [
        ("plain", "plain", ""),
        ("<b>bold</b>", "bold", "bold 0+4"),
        (
            "<strong>a</strong><em>b</em><ins>c</ins><del>d</del><strike>e</strike>",
            "abcde",
            "bold 0+1, italic 1+1, underline 2+1, strikethrough 3+1, strikethrough 4+1",
        ),
        ("<B>x</b>", "x", "bold 0+1"),
        (
            "<i>a</i><u>b</u><s>c</s>",
            "abc",
            "italic 0+1, underline 1+1, strikethrough 2+1",
        ),
        ("<b>x</>", "x", "bold 0+1"),
        ("<b>x</b  >", "x", "bold 0+1"),
        ("<b></b>", "", ""),
        (
            "<span class=\"tg-spoiler\">s</span><tg-spoiler>t</tg-spoiler>",
            "st",
            "spoiler 0+1, spoiler 1+1",
        ),
        ("<b>one <i>two</i></b>", "one two", "bold 0+7, italic 4+3"),
        ("<i><b>x</b></i>", "x", "bold 0+1, italic 0+1"),
        ("😀<b>я😀</b>", "😀я😀", "bold 2+3"),
        (
            "<a href=\"https://Example.com\">x</a>",
            "x",
            "text_link 0+1=https://example.com/",
        ),
        (
            "<a href='example.com/a?b=1&amp;c=2'>x</a>",
            "x",
            "text_link 0+1=http://example.com/a?b=1&c=2",
        ),
        (
            "<a>example.com</a>",
            "example.com",
            "text_link 0+11=http://example.com/",
        ),
        ("<a href=\"nodot\">x</a>", "x", ""),
        (
            "<a href=\"tg://user?id=42\">Ann</a>",
            "Ann",
            "text_mention 0+3=42",
        ),
        (
            "<a href=\"tg://resolve?domain=x\">x</a>",
            "x",
            "text_link 0+1=tg://resolve?domain=x",
        ),
        ("<code>a</code><pre>b</pre>", "ab", "code 0+1, pre 1+1"),
        (
            "<pre><code class=\"language-rust\">fn</code></pre>",
            "fn",
            "pre 0+2=rust",
        ),
        ("<code class=\"language-rust\">fn</code>", "fn", "code 0+2"),
        (
            "<pre>a<code class=\"language-rust\">fn</code></pre>",
            "afn",
            "pre 0+3, code 1+2",
        ),
        (
            "<blockquote>q</blockquote><blockquote expandable>r</blockquote>",
            "qr",
            "blockquote 0+1, expandable_blockquote 1+1",
        ),
        (
            "<tg-emoji emoji-id=\"5368324170671202286\">👍</tg-emoji>",
            "👍",
            "custom_emoji 0+2=5368324170671202286",
        ),
        (
            "<tg-time unix=\"1700000000\" format=\"wDT\">then</tg-time>",
            "then",
            "",
        ),
        ("&lt;b&gt; &amp; &quot;", "<b> & \"", ""),
        ("&lt &#60;&#x3C;&#128512;", "< <<😀", ""),
        (
            "&nbsp; &apos; & &; &#0; &#xx;",
            "&nbsp; &apos; & &; &#0; &#xx;",
            "",
        ),
        ("a > b", "a > b", ""),
    ] {
        let (parsed, found) = parse_html(html).expect(html);
        assert_eq!(
            (parsed.as_str(), brief(&found).as_str()),
            (text, entities),
            "{html}"
        );
    }
}

#[test]
fn wrong_html_is_refused_in_the_servers_words() {
    for (html, error) in [
        ("<x>", "Unsupported start tag \"x\" at byte offset 0"),
        (
            "я <script>",
            "Unsupported start tag \"script\" at byte offset 3",
        ),
        ("1 < 2 > 1", "Unsupported start tag \"\" at byte offset 2"),
        ("<br/>", "Unsupported start tag \"br/\" at byte offset 0"),
        (
            "<!-- x -->",
            "Unsupported start tag \"!--\" at byte offset 0",
        ),
        ("1 <", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        (
            "<b>x",
            "Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            "<b><i>x</i>",
            "Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            "<b>x</i>",
            "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\"",
        ),
        (
            "<b><i>x</b></i>",
            "Unmatched end tag at byte offset 7, expected \"</i>\", found \"</b>\"",
        ),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x</b y>", "Unclosed end tag at byte offset 4"),
        (
            "<a =x>",
            "Empty attribute name in the tag \"a\" at byte offset 0",
        ),
        (
            "<b />",
            "Empty attribute name in the tag \"b\" at byte offset 0",
        ),
        (
            "<a ",
            "Empty attribute name in the tag \"a\" at byte offset 0",
        ),
        ("<a href", "Unclosed start tag \"a\" at byte offset 0"),
        ("<a href=", "Unclosed start tag \"a\" at byte offset 0"),
        ("<a href=\"x", "Unclosed start tag at byte offset 0"),
        (
            "<a href=a/b>x</a>",
            "Unexpected end of name token at byte offset 8",
        ),
        (
            "<span>x</span>",
            "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0",
        ),
        (
            "<tg-emoji emoji-id=\"x\">👍</tg-emoji>",
            "Invalid custom emoji identifier specified",
        ),
        (
            "<tg-time unix=\"1\" format=\"q\">x</tg-time>",
            "Invalid date format used",
        ),
        (
            "&#xD83D;",
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
        ),
    ] {
        assert_eq!(parse_html(html).expect_err(html), error, "{html}");
    }
}
