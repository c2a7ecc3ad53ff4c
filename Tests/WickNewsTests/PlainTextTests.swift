import Testing
import WickDomain
import WickNews

/// What no terminal may be sent, whatever came in.
func expectSafe(_ text: String, _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
    for scalar in text.unicodeScalars {
        let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
        let isInvisible = scalar.properties.generalCategory == .format || (0xe0000...0xe0fff).contains(scalar.value)
        #expect(
            !isControl && !isInvisible, "\(what): U+\(String(scalar.value, radix: 16))", sourceLocation: sourceLocation)
    }
    #expect(text.count <= Headline.maximumTitleLength, sourceLocation: sourceLocation)
}

@Suite struct PlainTextTests {
    @Test(arguments: [
        ("\u{1b}]8;;https://evil.example\u{1b}\\click\u{1b}]8;;\u{1b}\\ end", "click end"),
        ("\u{1b}]52;c;ZXZpbA==\u{7}end", "end"), ("a\u{1b}[31;1mred\u{1b}[0m b", "ared b"),
        ("\u{9b}2Jclear", "clear"), ("\u{9d}0;title\u{9c}end", "end"), ("\u{90}q#0\u{1b}\\six", "six"),
        ("\u{1b}(Bset", "set"), ("\u{1b}cfull reset", "full reset"), ("a\u{202e}b\u{202c}c", "abc"),
        ("a\u{2066}b\u{2069}c", "abc"), ("z\u{200b}e\u{200d}r\u{feff}o\u{2060}\u{ad}", "zero"),
        ("tag\u{e0041}\u{e007f}", "tag"), ("nul\u{0}bell\u{7}back\u{8}del\u{7f}", "nulbellbackdel"),
        ("next\u{85}line\u{2028}sep\u{2029}par", "next line sep par"),
        ("  folded \t\r\n white\u{a0}space  ", "folded white space"),
        ("braille\u{2800}\u{3164}\u{115f}blank", "brailleblank"), ("\u{1b}[", ""),
        ("\u{1b}]half a string\nrest", "rest"),
        ("naïve Ω 日本 👍🏽 ₿", "naïve Ω 日本 👍🏽 ₿"), ("private\u{e000}\u{10ffff}", "private"),
    ])
    func nothingThatMovesOrHidesTextIsLeft(text: String, expected: String) {
        let line = PlainText.line(text)
        #expect(line == expected)
        expectSafe(line, text)
    }

    @Test(arguments: [
        ("Fees <b>fall</b> &amp; users cheer", "Fees fall & users cheer"), ("AT&T &lt;3 R&D", "AT&T <3 R&D"),
        ("&eacute;lan &#8217;s &#x2019; &#146;", "élan ’s ’ ’"), ("one<br/>two<p>three", "one two three"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"), ("a <!-- b --> c", "a c"), ("x<script>alert(1)</script>y", "xy"),
        ("&#27;[31mred", "red"), ("&bogus; &amp", "&bogus; &"), ("&#0;&#xd800;&#99999999;", "\u{fffd}\u{fffd}\u{fffd}"),
        ("<a href=\"x>y\">link</a>", "link"), ("tail <unclosed", "tail <unclosed"),
    ])
    func markupBecomesItsText(html: String, expected: String) { #expect(PlainText.line(html: html) == expected) }

    @Test func charactersAreCountedWholeAndCutAtThreeHundred() {
        #expect(PlainText.line(String(repeating: "👩‍🚀", count: 400)).count <= Headline.maximumTitleLength)
        #expect(PlainText.line(String(repeating: "é", count: 400)) == String(repeating: "é", count: 300))
        let stacked = "Z" + String(repeating: "\u{301}", count: 5000)
        #expect(PlainText.line(stacked).unicodeScalars.count <= 12)
        #expect(PlainText.line(String(repeating: "ab ", count: 3000)).count <= Headline.maximumTitleLength)
    }

    @Test func megabytesOfTitleCostNoMoreThanTheirBeginning() {
        let hostile = [
            String(repeating: "\u{1b}[", count: 2_000_000), String(repeating: "<", count: 4_000_000),
            String(repeating: "&", count: 4_000_000), "a" + String(repeating: "\u{301}", count: 2_000_000),
            String(repeating: "<script>", count: 500_000), String(repeating: "\u{1b}]", count: 2_000_000),
            String(repeating: "<!--", count: 1_000_000),
        ]
        for text in hostile { expectSafe(PlainText.line(html: text), String(text.prefix(4))) }
    }
}
