/// What one row of a dump is.
public enum DumpKind: String, CaseIterable, Sendable, CustomStringConvertible {
    /// A one-minute candle.
    case klines
    /// An execution.
    case trades
    /// The executions of one taker order at one price.
    case aggTrades

    public var description: String { rawValue }
}

/// What one column of a dump holds; the raw values are the names that `--columns` takes.
public enum DumpColumn: String, CaseIterable, Sendable, CustomStringConvertible {
    case openTime = "open_time"
    case open
    case high
    case low
    case close
    case volume
    case closeTime = "close_time"
    case notional
    case trades
    case buyVolume = "buy_volume"
    case buyNotional = "buy_notional"
    case id
    case firstID = "first_id"
    case lastID = "last_id"
    case price
    case quantity
    case time
    case isBuyerMaker = "is_buyer_maker"
    /// The taker's side: buy or sell, b or s.
    case side
    /// What was traded; rows of anything else are left out.
    case symbol
    case ignore

    public var description: String { rawValue }
}

extension DumpKind {
    /// The columns that make a row; without one of them there is no row.
    var requiredColumns: [DumpColumn] {
        switch self {
        case .klines: [.openTime, .open, .high, .low, .close, .volume]
        case .trades, .aggTrades: [.time, .price, .quantity]
        }
    }

    /// The columns that a row may have besides, in the order in which errors list them.
    var optionalColumns: [DumpColumn] {
        switch self {
        case .klines: [.closeTime, .notional, .trades, .buyVolume, .buyNotional, .symbol, .ignore]
        case .trades: [.id, .notional, .isBuyerMaker, .side, .symbol, .ignore]
        case .aggTrades: [.id, .firstID, .lastID, .notional, .isBuyerMaker, .side, .symbol, .ignore]
        }
    }
}
