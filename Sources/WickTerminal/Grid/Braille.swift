import WickDomain

/// Dots of 2 by 4 a cell, for lines and clouds of points. One colour a cell: the last that was drawn there.
struct Braille {
    let width: Int
    let height: Int
    private var dots: [UInt8]
    private var styles: [Style]

    /// - Parameter size: in cells.
    init(_ size: Size) {
        width = size.width
        height = size.height
        dots = Array(repeating: 0, count: width * height)
        styles = Array(repeating: .text, count: width * height)
    }

    /// Bits of the eight dots of a cell, by row and column; see Unicode's chart of Braille patterns.
    private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    /// Sets a dot; x counts half columns, y quarter rows, from the upper left.
    mutating func dot(x: Int, y: Int, _ style: Style) {
        guard x >= 0, y >= 0, x / 2 < width, y / 4 < height else { return }
        let index = y / 4 * width + x / 2
        dots[index] |= Self.bits[y % 4][x % 2]
        styles[index] = style
    }

    /// A straight line between two dots.
    mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), _ style: Style) {
        let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
        for step in 0...steps {
            let part = Double(step) / Double(steps)
            let x = Double(start.x) + part * Double(end.x - start.x)
            let y = Double(start.y) + part * Double(end.y - start.y)
            dot(x: Int(saturating: x.rounded()), y: Int(saturating: y.rounded()), style)
        }
    }

    /// A line through values at equal distances over the whole width; NaN leaves a gap.
    mutating func curve(_ values: [Double], in range: ClosedRange<Double>, _ style: Style) {
        guard values.count > 1, width > 0, height > 0 else { return }
        let span = range.upperBound - range.lowerBound
        var last: (x: Int, y: Int)?
        for (index, value) in values.enumerated() {
            guard value.isFinite else {
                last = nil
                continue
            }
            let part = span > 0 ? min(max((value - range.lowerBound) / span, 0), 1) : 0.5
            let point = (
                x: index * (width * 2 - 1) / (values.count - 1),
                y: Int(saturating: ((1 - part) * Double(height * 4 - 1)).rounded())
            )
            line(from: last ?? point, to: point, style)
            last = point
        }
    }

    /// Draws the cells that have dots, where `isFree` allows it.
    func draw(into grid: inout Grid, x: Int, y: Int, where isFree: (Cell) -> Bool = { _ in true }) {
        for row in 0..<height {
            for column in 0..<width where dots[row * width + column] != 0 {
                let (left, top) = (x + column, y + row)
                guard left >= 0, left < grid.width, top >= 0, top < grid.height, isFree(grid[left, top]) else {
                    continue
                }
                guard let scalar = Unicode.Scalar(0x2800 + UInt32(dots[row * width + column])) else { continue }
                grid.set(scalar, x: left, y: top, styles[row * width + column])
            }
        }
    }
}
