import WickDomain

/// Small pictures of numbers in single characters.
enum Bars {
    private static let steps: [Unicode.Scalar] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let parts: [Unicode.Scalar] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

    /// One character a value, between the least and the greatest; blank where a value is not finite.
    static func sparkline(_ values: [Double]) -> String {
        let known = values.filter(\.isFinite)
        guard let low = known.min(), let high = known.max() else { return "" }
        var text = String.UnicodeScalarView()
        for value in values {
            guard value.isFinite else {
                text.append(" ")
                continue
            }
            let part = high > low ? (value - low) / (high - low) : 0.5
            text.append(steps[1 + min(7, max(0, Int(saturating: part * 8)))])
        }
        return String(text)
    }

    /// A column of so many rows filled to a part from below, from the uppermost row down.
    static func column(_ part: Double, rows: Int) -> [Unicode.Scalar] {
        let eighths = Int(saturating: (min(max(part, 0), 1) * Double(rows * 8)).rounded())
        return (0..<rows).map { row in steps[min(8, max(0, eighths - (rows - 1 - row) * 8))] }
    }

    /// A bar of so many columns filled to a part from the left.
    static func row(_ part: Double, columns: Int) -> String {
        let eighths = Int(saturating: (min(max(part.isFinite ? part : 0, 0), 1) * Double(columns * 8)).rounded())
        var text = String.UnicodeScalarView()
        for column in 0..<columns { text.append(parts[min(8, max(0, eighths - column * 8))]) }
        return String(text)
    }

    /// At most so many values, each the mean of its part; NaN does not count.
    static func resampled(_ values: [Double], to count: Int) -> [Double] {
        guard count > 0, values.count > count else { return values }
        return (0..<count).map { index in
            let part = values[index * values.count / count..<(index + 1) * values.count / count].filter(\.isFinite)
            return part.isEmpty ? .nan : part.reduce(0, +) / Double(part.count)
        }
    }
}
