public import WickDomain
import WickFeatures

extension CandleText {
    /// Why a row is not one that `line` writes.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        public let description: String

        static func column(_ index: Int, _ why: String) -> Failure {
            Failure(description: "reading a candle: \(keys[index]) \(why)")
        }
    }

    /// Reads one row of the csv form of minutes, without its line feed; the inverse of `line`, but for the known time, which the text does not tell: the earliest moment at which
    /// the minute can have been known, its end and the grace.
    public static func candle(csv row: Substring) throws(Failure) -> Candle {
        let texts = row.split(separator: ",", omittingEmptySubsequences: false)
        guard texts.count == keys.count else {
            throw Failure(description: "reading a candle: \(texts.count) columns instead of \(keys.count)")
        }
        return try Row(texts: texts).candle()
    }

    private struct Row {
        let texts: [Substring]

        func candle() throws(Failure) -> Candle {
            let openTime = try value(2) { text throws(DomainError) in try Timestamp(iso8601: String(text)) }
            guard openTime == openTime.floored(to: Timeframe.oneMinute.duration) else {
                throw .column(2, "'\(texts[2])' is not the start of a minute")
            }
            let prices = try [price(3), price(4), price(5), price(6)]
            let volume = try volume(7)
            let bought = texts[8].isEmpty ? nil : try self.volume(8)
            let notional = texts[9].isEmpty ? nil : try value(9) { text throws(DomainError) in try Notional(text) }
            let count = try optional(10, Int.init)
            if let problem = Candle.problem(
                open: prices[0], high: prices[1], low: prices[2], close: prices[3], volume: volume,
                buyVolume: bought, notional: notional, tradeCount: count)
            {
                throw Failure(description: "reading a candle: \(problem)")
            }
            let first = try optional(11, UInt64.init)
            let last = try optional(12, UInt64.init)
            return Candle(
                instrument: try instrument(), timeframe: .oneMinute, openTime: openTime, open: prices[0],
                high: prices[1], low: prices[2], close: prices[3],
                volume: volume, buyVolume: bought, notional: notional, tradeCount: count,
                identifiers: first.flatMap { first in last.map { .init(first: first, last: $0) } }, state: try state(),
                knownTime: openTime + Timeframe.oneMinute.duration + CandleBuilder.defaultGrace)
        }

        private func instrument() throws(Failure) -> Instrument {
            guard let venue = Venue(rawValue: String(texts[0])) else { throw unreadable(0) }
            return Instrument(venue: venue, symbol: try value(1) { text throws(DomainError) in try Symbol(text) })
        }

        private func state() throws(Failure) -> Candle.State {
            guard let state = Candle.State(rawValue: String(texts[13])) else { throw unreadable(13) }
            return state
        }

        private func volume(_ index: Int) throws(Failure) -> Volume {
            try value(index) { text throws(DomainError) in try Volume(text) }
        }

        private func price(_ index: Int) throws(Failure) -> Price {
            try value(index) { text throws(DomainError) in try Price(text) }
        }

        private func value<Value>(
            _ index: Int, _ parse: (Substring) throws(DomainError) -> Value
        ) throws(Failure) -> Value {
            do { return try parse(texts[index]) } catch { throw .column(index, "\(error)") }
        }

        private func optional<Value>(_ index: Int, _ parse: (String) -> Value?) throws(Failure) -> Value? {
            if texts[index].isEmpty { return nil }
            guard let value = parse(String(texts[index])) else { throw unreadable(index) }
            return value
        }

        private func unreadable(_ index: Int) -> Failure {
            .column(index, "'\(texts[index].prefix(32))' cannot be read")
        }
    }
}
