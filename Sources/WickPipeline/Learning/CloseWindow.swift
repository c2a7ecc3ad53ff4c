import WickDomain
import WickLearning

#if canImport(Glibc)
    import Glibc
#endif

/// The closes of one instrument's last minutes, as known now; corrections take their place. What returns over a horizon
/// are computed from.
struct CloseWindow {
    /// A day and a bit, so that the longest horizon fits: 32 bytes each.
    static let capacity = 1_500

    private struct Slot {
        var minute = Int64.min
        var close = Price(raw: 0)
        var isKnown = false
        var knownTime = Timestamp(microseconds: .min)
    }

    private var slots = [Slot](repeating: Slot(), count: capacity)
    /// The last minute of which any version came; -1 before the first.
    private(set) var newest: Int64 = -1

    static func minute(of openTime: Timestamp) -> Int64 { openTime.microseconds / 60_000_000 }

    mutating func set(_ candle: Candle) {
        let minute = Self.minute(of: candle.openTime)
        guard minute >= 0, minute > newest - Int64(Self.capacity) else { return }
        newest = max(newest, minute)
        slots[Int(minute) % Self.capacity] = Slot(
            minute: minute, close: candle.close, isKnown: LabelMaker.isKnown(candle.state), knownTime: candle.knownTime)
    }

    /// With when it became known; nil where the minute is not there, or not trusted.
    func close(_ minute: Int64) -> (price: Price, knownTime: Timestamp)? {
        guard minute >= 0 else { return nil }
        let slot = slots[Int(minute) % Self.capacity]
        guard slot.minute == minute, slot.isKnown, slot.close.raw > 0 else { return nil }
        return (slot.close, slot.knownTime)
    }

    /// The log return over so many minutes that ends with this one; nil unless all of them are there and trusted, as
    /// with labels.
    func logReturn(endingWith minute: Int64, minutes: Int) -> Double? {
        guard let last = close(minute), let first = close(minute - Int64(minutes)) else { return nil }
        for between in 1..<max(1, minutes) where close(minute - Int64(between)) == nil { return nil }
        return log(last.price.doubleValue / first.price.doubleValue)
    }
}
