import CNcurses
import Testing
import WickTerminal

@Suite struct GridTests {
    private func row(_ grid: Grid, _ y: Int = 0) -> String { (0..<grid.width).map { grid[$0, y].text }.joined() }

    /// Every wide character is followed by its second half, and no half is alone.
    private func isWhole(_ grid: Grid) -> Bool {
        (0..<grid.height).allSatisfy { y in
            (0..<grid.width).allSatisfy { x in
                let cell = grid[x, y]
                if cell.width == 2 { return x + 1 < grid.width && grid[x + 1, y].width == 0 }
                return cell.width == 1 || x > 0 && grid[x - 1, y].width == 2
            }
        }
    }

    @Test func textIsCutAtTheEdgeAndWideCharactersAreNotHalved() {
        var grid = Grid(width: 6, height: 1)
        #expect(grid.put("ab日本語", x: 0, y: 0, .text) == 6)
        #expect(row(grid) == "ab日本")
        var odd = Grid(width: 5, height: 1)
        odd.put("ab日本", x: 0, y: 0, .text)
        #expect(row(odd) == "ab日 ")
        #expect(isWhole(grid) && isWhole(odd))
    }

    @Test func writingOverHalfOfAWideCharacterBlanksTheOtherHalf() {
        for x in 0..<2 {
            var grid = Grid(width: 2, height: 1)
            grid.put("日", x: 0, y: 0, .text)
            grid.put("x", x: x, y: 0, .text)
            #expect(row(grid) == (x == 0 ? "x " : " x"))
            #expect(isWhole(grid))
        }
    }

    @Test func copyingOverWideCharactersLeavesNoHalves() {
        for x in -3...7 {
            var ground = Grid(width: 6, height: 1)
            ground.put("日本語", x: 0, y: 0, .text)
            var piece = Grid(width: 3, height: 1)
            piece.put("語日", x: 0, y: 0, .text)
            ground.blit(piece, x: x, y: 0)
            #expect(isWhole(ground), "at \(x): \(row(ground))")
        }
    }

    @Test(arguments: [
        "\u{1b}[31mred\u{1b}]0;title\u{7}", "a\u{202e}b\u{2066}c", "e\u{301}\u{302}\u{303}\u{304}x", "\u{301}alone",
        "👩‍👩‍👧‍👦 family",
        "🇩🇪 flag", "👍🏽 tone", "☂️ selector", "한국어", "각 jamo", "नमस्ते", "שלום", "a\tb\nc\rd\u{7f}", "\u{85}\u{9b}31m",
        "\u{e000}private", "\u{feff}bom", "ｆｕｌｌ", "﷽",
    ])
    func hostileTextStaysInItsColumnsAndNothingEscapes(_ text: String) {
        var grid = Grid(width: 40, height: 1)
        let end = grid.put(text, x: 1, y: 0, .text)
        grid.put("|", x: end, y: 0, .text)
        #expect(end == 1 + CharacterWidth.columns(of: text))
        #expect(isWhole(grid))
        let width = (0..<40).reduce(0) { $0 + Int(grid[$1, 0].width) }
        #expect(width == 40)
        for scalar in row(grid).unicodeScalars {
            let category = scalar.properties.generalCategory
            #expect(![.control, .format, .privateUse, .unassigned].contains(category), "\(scalar.value) of \(text)")
        }
    }

    @Test func fittedTextSaysThatSomethingIsMissing() {
        #expect(SafeText.fitted("headline", columns: 8) == "headline")
        #expect(SafeText.fitted("headline", columns: 5) == "head…")
        #expect(SafeText.fitted("日本語", columns: 5) == "日本…")
        #expect(SafeText.fitted("日本語", columns: 4) == "日…")
        #expect(SafeText.fitted("x", columns: 0) == "")
    }

    /// Where the C library thinks otherwise, ncurses would count other columns than the grid.
    @Test func widthsAgreeWithTheCLibrary() throws {
        try #require(wick_set_locale("C.UTF-8"), "this system has no C.UTF-8")
        var differences: [String] = []
        for value in UInt32(0x20)...0x1ffff {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let kind = CharacterWidth.kind(of: scalar)
            guard kind == .narrow || kind == .wide else { continue }
            let known = wick_libc_width(value)
            // Newer characters than the C library's are none of its business: it cannot draw them either.
            if known >= 0, known != (kind == .wide ? 2 : 1) {
                differences.append("\(String(value, radix: 16)): \(known)")
            }
        }
        #expect(differences.isEmpty)
    }

    @Test func onlyChangedCellsAreHandedOn() {
        var before = Grid(width: 10, height: 2)
        before.put("日本 text", x: 0, y: 0, .text)
        var after = before
        after.put("T", x: 5, y: 0, .text)
        var changed: [Int] = []
        after.changes(from: before) { x, y, _ in changed.append(y * 10 + x) }
        #expect(changed == [5])
        changed = []
        after.changes(from: Grid(width: 9, height: 2)) { x, y, _ in changed.append(y * 10 + x) }
        // Sixteen cells and two wide characters.
        #expect(changed.count == 18)
    }

    @Test func everyGlyphHasAnASCIIStandIn() {
        for scalar in ["─", "╭", "█", "▲", "⣿", "░", "◆", "日"] as [Unicode.Scalar] {
            let value = GlyphFallback.ascii(scalar.value)
            #expect((0x20..<0x7f).contains(value))
        }
        #expect(GlyphFallback.ascii(0x2502) == 0x7c)
    }
}
