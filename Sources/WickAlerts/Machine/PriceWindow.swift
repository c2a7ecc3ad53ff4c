import WickDomain

/// The prices of an instrument within the longest window of any rule, one a minute: the lowest and the highest of it.
struct PriceWindow: Sendable {
    /// A day, as long as any chart of the minutes; 1,441 entries of 24 bytes an instrument.
    static let maximumMinutes = 1440

    private struct Minute {
        let start: Timestamp
        var low: Double
        var high: Double
    }

    private var minutes: [Minute] = []

    mutating func add(_ price: Price, at now: Timestamp) {
        let value = price.doubleValue
        let start = now.floored(to: .seconds(60))
        if let last = minutes.last, last.start >= start {
            minutes[minutes.count - 1].low = min(last.low, value)
            minutes[minutes.count - 1].high = max(last.high, value)
        } else {
            minutes.append(Minute(start: start, low: value, high: value))
        }
        let oldest = start - .seconds(60 * Self.maximumMinutes)
        if let kept = minutes.firstIndex(where: { $0.start >= oldest }), kept > 0 { minutes.removeFirst(kept) }
    }

    /// The largest move to this price from any other within the window, as a fraction, with its sign.
    func move(to price: Price, within window: Duration, now: Timestamp) -> Double {
        let value = price.doubleValue
        var largest = 0.0
        let start = (now - window).floored(to: .seconds(60))
        for minute in minutes.reversed() {
            guard minute.start >= start else { break }
            for from in [minute.low, minute.high] where from > 0 {
                let move = value / from - 1
                if move.magnitude > largest.magnitude { largest = move }
            }
        }
        return largest
    }
}
