import WickDomain

extension DumpLayout {
    /// Whether the first line of a file names columns instead of holding a row: where a row has its time, it has letters.
    func isHeader(_ fields: borrowing DumpFields) -> Bool {
        let position = requiredPosition(of: kind == .klines ? .openTime : .time)
        // A line too short to tell is one if it begins like a word.
        let field = fields[position < fields.count ? position : 0]
        return field.contains { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
    }

    /// Whether a header names these columns in this order, in any of the spellings that dumps use.
    func fits(header fields: borrowing DumpFields) -> Bool {
        guard fieldCounts.contains(fields.count) else { return false }
        for position in 0..<fields.count {
            let column = columns[position]
            guard column == .ignore || column.spellings.contains(Self.plain(fields[position])) else { return false }
        }
        return true
    }

    /// The name in lower case, letters and digits only: "Quote_Volume" and "quoteVolume" are both "quotevolume".
    private static func plain(_ name: UnsafeRawBufferPointer) -> String {
        DecimalText.printable(name).lowercased().filter { $0.isLetter || $0.isNumber }
    }
}

extension DumpColumn {
    /// The names that Binance's, Kraken's and Bitfinex's files and those made from their REST answers give a column.
    fileprivate var spellings: Set<String> {
        switch self {
        case .openTime: ["opentime", "time", "timestamp", "mts"]
        case .open: ["open"]
        case .high: ["high"]
        case .low: ["low"]
        case .close: ["close"]
        case .volume: ["volume", "basevolume"]
        case .closeTime: ["closetime"]
        case .notional: ["notional", "quotevolume", "quoteassetvolume", "quoteqty", "quotequantity"]
        case .trades: ["trades", "count", "numberoftrades", "tradecount"]
        case .buyVolume: ["buyvolume", "takerbuyvolume", "takerbuybasevolume", "takerbuybaseassetvolume"]
        case .buyNotional: ["buynotional", "takerbuyquotevolume", "takerbuyquoteassetvolume"]
        case .id: ["id", "tradeid", "aggtradeid", "aggregatetradeid", "aggid"]
        case .firstID: ["firstid", "firsttradeid"]
        case .lastID: ["lastid", "lasttradeid"]
        case .price: ["price"]
        case .quantity: ["quantity", "qty", "size", "amount", "volume"]
        case .time: ["time", "timestamp", "tradetime", "transacttime"]
        case .isBuyerMaker: ["isbuyermaker", "buyermaker", "wasthebuyerthemaker"]
        case .ignore: []
        }
    }
}
