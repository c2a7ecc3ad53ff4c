import WickDomain

/// Prices to rows: the upper edge is the highest price.
struct PriceScale {
    /// Free room above and below, as a part of the range.
    private static let margin = 0.04

    let low: Double
    let high: Double
    let rows: Int

    /// - Parameter values: what must be seen; those that are not finite do not count.
    init?(holding values: [Double], rows: Int) {
        let known = values.filter(\.isFinite)
        guard let least = known.min(), let greatest = known.max(), rows > 0 else { return nil }
        // A flat market still has a middle: half a thousandth of the price around it.
        let span = max(greatest - least, abs(greatest) * 5e-4, 1e-9)
        let middle = (greatest + least) / 2
        low = middle - span * (0.5 + Self.margin)
        high = middle + span * (0.5 + Self.margin)
        self.rows = rows
    }

    /// The step that a price falls into, of so many in each row, counted from above.
    func step(_ value: Double, perRow: Int) -> Int {
        let steps = Double(rows * perRow)
        return Int(saturating: min(max((high - value) / (high - low) * steps, 0), steps - 1))
    }

    func row(_ value: Double) -> Int { step(value, perRow: 1) }

    func contains(_ value: Double) -> Bool { value >= low && value <= high }

    /// Round prices about `distance` rows from each other.
    func ticks(distance: Int) -> [Double] {
        let raw = (high - low) * Double(distance) / Double(rows)
        guard raw > 0, raw.isFinite else { return [] }
        var unit = 1.0
        while unit > raw { unit /= 10 }
        while unit * 10 <= raw { unit *= 10 }
        let size = [1.0, 2, 5, 10].map { $0 * unit }.first { $0 >= raw } ?? raw
        let first = (low / size).rounded(.up) * size
        return stride(from: first, through: high, by: size).map { $0 }
    }
}
