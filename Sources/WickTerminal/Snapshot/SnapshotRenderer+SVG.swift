extension SnapshotRenderer {
    // A cell in pixels, for a monospaced font of 14: DejaVu Sans Mono advances 0.602 em.
    private static let cellWidth = 8.43
    private static let cellHeight = 17.0
    private static let baseline = 13.0

    /// A picture: grounds as rectangles, text in runs of one style, blocks and lines as shapes, so that nothing has seams.
    public func svg(_ grid: Grid) -> String {
        let width = Double(grid.width) * Self.cellWidth
        let height = Double(grid.height) * Self.cellHeight
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.number(width + 16))\" height=\"\(Self.number(height + 16))\" "
                + "viewBox=\"-8 -8 \(Self.number(width + 16)) \(Self.number(height + 16))\" "
                + "font-family=\"'DejaVu Sans Mono','JetBrains Mono',Menlo,Consolas,monospace\" font-size=\"14\">",
            "<rect x=\"-8\" y=\"-8\" width=\"100%\" height=\"100%\" rx=\"6\" fill=\"\(palette.theme.ground)\"/>",
        ]
        for y in 0..<grid.height { addRow(y, of: grid, to: &lines) }
        lines.append("</svg>")
        return lines.joined(separator: "\n") + "\n"
    }

    private func addRow(_ y: Int, of grid: Grid, to lines: inout [String]) {
        var x = 0
        while x < grid.width {
            let start = x
            let look = look(of: grid[x, y].style)
            while x < grid.width, self.look(of: grid[x, y].style) == look { x += 1 }
            if let ground = look.ground {
                lines.append(Self.rectangle(Double(start), Double(y), Double(x - start), 1, ground, nil))
            }
            addText(from: start, to: x, row: y, of: grid, look, to: &lines)
        }
    }

    private func addText(
        from start: Int, to end: Int, row y: Int, of grid: Grid, _ look: Colors, to lines: inout [String]
    ) {
        var run = ""
        var runStart = start
        func flush() {
            let trimmed = run.reversed().drop { $0 == " " }
            if !trimmed.isEmpty {
                lines.append(Self.text(String(trimmed.reversed()), x: runStart, y: y, look))
            }
            run = ""
        }
        for x in start..<end {
            let cell = grid[x, y]
            if cell.width == 0 { continue }
            if let shapes = CellShapes.of(cell.base) {
                flush()
                for shape in shapes {
                    lines.append(
                        Self.rectangle(
                            Double(x) + shape.x, Double(y) + shape.y, shape.width, shape.height, look.text,
                            shape.opacity * (look.isDim ? 0.6 : 1)))
                }
                continue
            }
            // Wide and combined characters start a run of their own, so that what follows keeps its column.
            if run.isEmpty || cell.width == 2 || cell.firstMark != 0 || cell.base >= 0x2000 {
                flush()
                runStart = x
            }
            run += cell.text
            if cell.width == 2 || cell.firstMark != 0 || cell.base >= 0x2000 { flush() }
        }
        flush()
    }

    private struct Colors: Equatable {
        let text: RGB
        let ground: RGB?
        let isBold: Bool
        let isDim: Bool
        let isUnderlined: Bool
    }

    private func look(of style: Style) -> Colors {
        let theme = palette.theme
        var text =
            theme[style.foreground] ?? theme[.text]
            ?? (theme.ground.luminance > 0.4 ? RGB(0, 0, 0) : RGB(220, 220, 220))
        var ground = style.background == .background ? nil : theme[style.background]
        if style.attributes.contains(.reverse) { (text, ground) = (ground ?? theme.ground, text) }
        return Colors(
            text: text, ground: ground, isBold: style.attributes.contains(.bold),
            isDim: style.attributes.contains(.dim), isUnderlined: style.attributes.contains(.underline))
    }

    private static func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ color: RGB, _ opacity: Double?
    ) -> String {
        let fade = opacity.map { $0 < 1 ? " opacity=\"\(number($0))\"" : "" } ?? ""
        return "<rect x=\"\(number(x * cellWidth))\" y=\"\(number(y * cellHeight))\" "
            + "width=\"\(number(width * cellWidth))\" height=\"\(number(height * cellHeight))\" fill=\"\(color)\"\(fade)/>"
    }

    private static func text(_ text: String, x: Int, y: Int, _ look: Colors) -> String {
        var attributes = ""
        if look.isBold { attributes += " font-weight=\"bold\"" }
        if look.isDim { attributes += " opacity=\"0.6\"" }
        if look.isUnderlined { attributes += " text-decoration=\"underline\"" }
        let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        return "<text x=\"\(number(Double(x) * cellWidth))\" y=\"\(number(Double(y) * cellHeight + baseline))\" "
            + "fill=\"\(look.text)\"\(attributes) xml:space=\"preserve\">\(escaped)</text>"
    }

    /// At most two decimals, and the same on every machine.
    private static func number(_ value: Double) -> String {
        var text = NumberText.fixed(value, places: 2)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
