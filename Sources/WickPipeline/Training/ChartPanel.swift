import WickDomain

/// One chart as SVG, scaled to what it shows; 0 is always in it.
struct ChartPanel {
    struct Series {
        let name: String
        let points: [(Double, Double)]
    }

    private static let margin = (left: 70.0, right: 15.0, top: 28.0, bottom: 28.0)
    /// Told apart without red and green, by people and printers alike.
    private static let colours = ["#0072b2", "#d55e00", "#009e73", "#555555"]

    let title: String
    /// What lies along the bottom.
    let range: String
    let width: Double
    let height: Double

    private var innerWidth: Double { width - Self.margin.left - Self.margin.right }
    private var innerHeight: Double { height - Self.margin.top - Self.margin.bottom }

    func lines(_ series: [Series]) -> String {
        let all = series.flatMap(\.points)
        let (low, high) = Self.bounds(all.map(\.1))
        let (first, last) = (all.map(\.0).min() ?? 0, all.map(\.0).max() ?? 1)
        let span = max(last - first, .leastNormalMagnitude)
        let drawn = series.enumerated().map { index, one in
            let path = one.points.map { point in
                let across = Self.margin.left + innerWidth * (point.0 - first) / span
                return "\(Self.short(across)),\(Self.short(place(point.1, low, high)))"
            }
            let colour = Self.colours[index % Self.colours.count]
            let label = text(one.name, width - Self.margin.right - 10, 18 + 14 * Double(index), "end", colour)
            return "<polyline fill=\"none\" stroke=\"\(colour)\" points=\"\(path.joined(separator: " "))\"/>\(label)"
        }
        return frame(low, high) + drawn.joined()
    }

    func bars(_ values: [Double]) -> String {
        let (low, high) = Self.bounds(values)
        let step = innerWidth / Double(max(1, values.count))
        let base = place(0, low, high)
        let drawn = values.enumerated().map { index, value in
            let end = place(value, low, high)
            return rectangle(
                Self.margin.left + step * Double(index), min(base, end), step * 0.8, (end - base).magnitude,
                Self.colours[value < 0 ? 1 : 0])
        }
        return frame(low, high) + drawn.joined()
    }

    /// Bars that lie, each with its name.
    func names(_ values: [(name: String, value: Double)]) -> String {
        let highest = max(values.map(\.value).max() ?? 1, .leastNormalMagnitude)
        let names = 220.0
        let step = innerHeight / Double(max(1, values.count))
        let drawn = values.enumerated().map { index, entry in
            let top = Self.margin.top + step * Double(index)
            return text(entry.name, names - 8, top + step * 0.7, "end")
                + rectangle(names, top, (width - names - 90) * entry.value / highest, step * 0.7, Self.colours[0])
                + text(Self.short(entry.value), width - 15, top + step * 0.7, "end")
        }
        return text(title, 10, 18, "start") + drawn.joined()
    }

    private func frame(_ low: Double, _ high: Double) -> String {
        let marks = [low, 0, high].map { value in
            let across = Self.short(place(value, low, high))
            return
                "<line x1=\"\(Self.short(Self.margin.left))\" x2=\"\(Self.short(width - Self.margin.right))\" y1=\"\(across)\" "
                + "y2=\"\(across)\" stroke=\"#cccccc\"/>"
                + text(Self.short(value), Self.margin.left - 6, place(value, low, high) + 4, "end")
        }
        return text(title, 10, 18, "start") + marks.joined() + text(range, Self.margin.left, height - 8, "start")
    }

    private func place(_ value: Double, _ low: Double, _ high: Double) -> Double {
        Self.margin.top + innerHeight * (high - value) / (high - low)
    }

    private static func bounds(_ values: [Double]) -> (low: Double, high: Double) {
        let (low, high) = (min(0, values.min() ?? 0), max(0, values.max() ?? 0))
        return low < high ? (low, high) : (-1, 1)
    }

    private func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ colour: String) -> String {
        "<rect x=\"\(Self.short(x))\" y=\"\(Self.short(y))\" width=\"\(Self.short(width))\" height=\"\(Self.short(height))\" "
            + "fill=\"\(colour)\"/>"
    }

    private func text(_ words: String, _ x: Double, _ y: Double, _ anchor: String, _ colour: String = "#222222")
        -> String
    {
        "<text x=\"\(Self.short(x))\" y=\"\(Self.short(y))\" text-anchor=\"\(anchor)\" fill=\"\(colour)\">\(words)</text>"
    }

    /// With two places at most.
    static func short(_ value: Double) -> String {
        let rounded = (value * 100).rounded() / 100
        return rounded == rounded.rounded() && rounded.magnitude < 1e15 ? "\(Int64(rounded))" : "\(rounded)"
    }
}
