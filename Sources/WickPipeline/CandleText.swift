public import WickDomain

/// How exported candles are written; other programs rely on both forms.
public enum CandleFormat: String, CaseIterable, Sendable {
    /// Comma-separated, with a header line; what is unknown is left empty.
    case csv
    /// One JSON object a line with the same keys; decimals are strings, what is unknown is null.
    case jsonl
}

/// Writes candles as text. Times are ISO 8601 UTC in whole seconds, prices and volumes exact decimals.
public struct CandleText: Sendable {
    public let format: CandleFormat

    public init(format: CandleFormat) { self.format = format }

    static let keys = [
        "venue", "symbol", "open_time", "open", "high", "low", "close", "volume", "buy_volume", "notional", "trades",
        "first_id", "last_id", "state",
    ]

    /// The line before the first candle, with its line feed; empty where the format has none.
    public var header: String {
        switch format {
        case .csv: Self.keys.joined(separator: ",") + "\n"
        case .jsonl: ""
        }
    }

    /// One candle with its line feed.
    public func line(_ candle: Candle) -> String {
        let texts: [String?] = [
            "\(candle.instrument.venue)", "\(candle.instrument.symbol)", "\(candle.openTime)", "\(candle.open)",
            "\(candle.high)", "\(candle.low)", "\(candle.close)", "\(candle.volume)",
            candle.buyVolume.map { "\($0)" }, candle.notional.map { "\($0)" },
        ]
        let numbers: [String?] = [
            candle.tradeCount.map(String.init), candle.identifiers.map { String($0.first) },
            candle.identifiers.map { String($0.last) },
        ]
        let state = candle.state.rawValue
        switch format {
        case .csv: return (texts + numbers + [state]).map { $0 ?? "" }.joined(separator: ",") + "\n"
        case .jsonl:
            // No text here needs escapes: symbols are checked, and the rest is ours.
            let quoted = texts.map { $0.map { "\"\($0)\"" } ?? "null" }
            let values = quoted + numbers.map { $0 ?? "null" } + ["\"\(state)\""]
            return "{" + zip(Self.keys, values).map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}\n"
        }
    }
}
