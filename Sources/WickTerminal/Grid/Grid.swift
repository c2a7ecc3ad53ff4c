/// A rectangle of cells that panels draw into. Drawing outside of it is cut off; a wide character is never left in half.
public struct Grid: Equatable, Sendable {
    public let width: Int
    public let height: Int
    public private(set) var cells: [Cell]

    /// - Parameter style: of the blanks that it begins with.
    public init(width: Int, height: Int, style: Style = .text) {
        precondition(width >= 0 && height >= 0, "a grid of negative size")
        self.width = width
        self.height = height
        cells = Array(repeating: Cell(" ", style), count: width * height)
    }

    public init(_ size: Size, style: Style = .text) { self.init(width: size.width, height: size.height, style: style) }

    public var size: Size { Size(width: width, height: height) }

    public subscript(x: Int, y: Int) -> Cell { cells[y * width + x] }

    /// Puts one character of one column.
    public mutating func set(_ scalar: Unicode.Scalar, x: Int, y: Int, _ style: Style) {
        guard x >= 0, x < width, y >= 0, y < height else { return }
        place(Cell(scalar, style), x: x, y: y)
    }

    /// Changes the style of a cell and leaves its character.
    public mutating func restyle(x: Int, y: Int, _ change: (inout Style) -> Void) {
        guard x >= 0, x < width, y >= 0, y < height else { return }
        change(&cells[y * width + x].style)
    }

    /// Draws text, cut at `limit` columns or at the edge.
    ///
    /// - Returns: the column behind it.
    @discardableResult
    public mutating func put(_ text: String, x: Int, y: Int, _ style: Style, limit: Int = .max) -> Int {
        let end = min(width, limit == .max ? width : x + limit)
        guard y >= 0, y < height else { return x }
        var column = x
        var isCut = false
        SafeText.forEachGlyph(of: text) { glyph in
            let next = column + Int(glyph.width)
            guard !isCut, next <= end else {
                isCut = true
                return
            }
            if column >= 0 { place(glyph, x: column, y: y, style) }
            column = next
        }
        return column
    }

    /// As `put`, ending at a column: the text's last glyph stands left of `right`.
    public mutating func put(_ text: String, endingAt right: Int, y: Int, _ style: Style) {
        put(text, x: right - CharacterWidth.columns(of: text), y: y, style)
    }

    /// Draws pieces of text after each other.
    @discardableResult
    public mutating func put(_ spans: [Span], x: Int, y: Int, limit: Int = .max) -> Int {
        var column = x
        for span in spans {
            let left = limit == .max ? Int.max : limit - (column - x)
            guard left > 0 else { break }
            column = put(span.text, x: column, y: y, span.style, limit: left)
        }
        return column
    }

    public mutating func fill(_ rect: Rect, _ style: Style, _ scalar: Unicode.Scalar = " ") {
        for y in max(0, rect.y)..<max(0, min(height, rect.maxY)) {
            for x in max(0, rect.x)..<max(0, min(width, rect.maxX)) { place(Cell(scalar, style), x: x, y: y) }
        }
    }

    /// Copies another grid over this one.
    public mutating func blit(_ other: Grid, x: Int, y: Int) {
        let first = max(0, -x)
        let last = min(other.width, width - x)
        guard first < last else { return }
        for row in max(0, -y)..<max(0, -y, min(other.height, height - y)) {
            // Halves of wide characters at the edges are mended cell by cell; the middle is copied at once.
            place(other[first, row], x: x + first, y: y + row)
            place(other[last - 1, row], x: x + last - 1, y: y + row)
            let target = (y + row) * width + x
            let source = row * other.width
            for column in first..<last { cells[target + column] = other.cells[source + column] }
            mendEdge(x: x + first, y: y + row)
            mendEdge(x: x + last - 1, y: y + row)
        }
    }
}

extension Grid {
    private mutating func place(_ glyph: SafeText.Glyph, x: Int, y: Int, _ style: Style) {
        var cell = Cell(" ", width: glyph.width, style)
        cell.base = glyph.base
        cell.firstMark = glyph.firstMark
        cell.secondMark = glyph.secondMark
        place(cell, x: x, y: y)
        if glyph.width == 2 { place(.continuation(style), x: x + 1, y: y, isSecondHalf: true) }
    }

    /// Puts a cell, and blanks the other half of a wide character that it cuts.
    private mutating func place(_ cell: Cell, x: Int, y: Int, isSecondHalf: Bool = false) {
        let index = y * width + x
        if cells[index].width == 0, !isSecondHalf, x > 0 { cells[index - 1] = Cell(" ", cells[index - 1].style) }
        if cells[index].width == 2, x + 1 < width { cells[index + 1] = Cell(" ", cells[index + 1].style) }
        cells[index] = cell
    }

    /// A half that has lost its partner becomes a blank.
    private mutating func mendEdge(x: Int, y: Int) {
        let index = y * width + x
        let cell = cells[index]
        if cell.width == 0, x == 0 || cells[index - 1].width != 2 { cells[index] = Cell(" ", cell.style) }
        if cell.width == 2, x + 1 == width || cells[index + 1].width != 0 { cells[index] = Cell(" ", cell.style) }
    }
}

/// A piece of text in one style.
public struct Span: Equatable, Sendable {
    public let text: String
    public let style: Style

    public init(_ text: String, _ style: Style = .text) {
        self.text = text
        self.style = style
    }
}
